import BERT
import Files
import Reviews
import TestSupport
import Tokenizers

/// The parsers of files that others wrote.
enum FuzzTarget: String, CaseIterable {
  /// tokenizer.json, and the tokens of a text.
  case tokenizer
  /// model.safetensors: a file, or a header that ends with a line feed and the tensors' bytes.
  case safetensors
  /// .sentiment.json, with its globs.
  case settings
  /// Reviews in CSV, TSV, and in a file without an extension.
  case csv
  /// Reviews in JSON and JSON lines.
  case json

  /// Writes the files that do not change.
  func prepare(_ folder: TemporaryFolder) throws {
    guard self == .safetensors else { return }
    try folder.write(
      """
      {"model_type": "distilbert", "architectures": ["DistilBertForSequenceClassification"], "vocab_size": 3, "dim": 2,
       "hidden_dim": 2, "n_heads": 1, "n_layers": 1, "max_position_embeddings": 2, "id2label": {"0": "bad", "1": "good"}}
      """, to: "config.json")
  }

  /// Reads an input; errors are as good as results.
  func run(_ input: [UInt8], in folder: TemporaryFolder) {
    do {
      switch self {
      case .tokenizer:
        try write(input, to: folder("tokenizer.json"))
        let tokenizer = try Tokenizer(folder: folder.path)
        for token in tokenizer.encode("  Ça va, don't! 这部电影很好看\u{301}\u{AD} [MASK] 12,5 aaaab\n") {
          _ = tokenizer.piece(token.id)
        }
      case .safetensors:
        try write(Self.file(withHeader: input), to: folder("model.safetensors"))
        _ = try Checkpoint(folder: folder.path)
      case .settings:
        try write(input, to: folder(ProjectSettings.fileName))
        var project = ProjectSettings()
        for name in ["reviews.csv", "a/b/c/reviews of 2024.txt", "é/data.JSON"] {
          _ = project.settings(over: Settings(), forFile: FilePath(folder(name)), in: FilePath(folder.path)) { _ in }
        }
      case .csv:
        let text = try DecodedText(input, name: "reviews").repaired
        find(in: text, .csv)
        find(in: text, .tsv)
        if let format = DocumentFormat(languageID: nil, path: nil, content: text) { find(in: text, format) }
      case .json:
        let text = try DecodedText(input, name: "reviews").repaired
        find(in: text, .json)
        find(in: text, .jsonl)
      }
    } catch {
      _ = "\(error)"
    }
  }

  /// The reviews are in order and inside the document, and all their texts can be read.
  private func find(in document: [UInt8], _ format: DocumentFormat) {
    let found = DocumentReviews(of: document, format: format)
    var end = 0
    for review in found.reviews {
      let text = review.text(in: document)
      let range = text.documentRange(of: 0..<text.string.utf8.count)
      guard end <= review.range.lowerBound, review.range.upperBound <= document.count,
        review.range.lowerBound <= range.lowerBound, range.upperBound <= review.range.upperBound
      else { fail("The review at \(review.range) follows \(end), and its text is at \(range).") }
      end = review.range.upperBound
      _ = Sentences.ranges(in: text.string)
    }
    _ = found.reasonForNone(columnOption: "column", textOption: "text")
  }

  /// A header gets its length in front, because hardly any mutation would keep it right.
  private static func file(withHeader input: [UInt8]) -> [UInt8] {
    guard input.first == UInt8(ascii: "{"), let end = input.firstIndex(of: UInt8(ascii: "\n")) else { return input }
    return (0..<8).map { UInt8(truncatingIfNeeded: end >> ($0 * 8)) } + input[..<end] + input[(end + 1)...]
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try file.closeAfter { _ = try file.writeAll(bytes) }
  }
}
