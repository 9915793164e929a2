import BERT
import JSON

/// What users said of reviews that a model got wrong: JSON lines with `text` and `label`, which `sentiment train` takes.
public struct FeedbackFile: Sendable {
  /// What it is called where no setting names it; hidden, so that nobody looks for reviews in it.
  public static let name = ".sentiment-feedback.jsonl"

  /// Where it lies.
  public var path: String

  /// The file of that path, which need not be there.
  public init(path: String) { self.path = path }

  private static let mostBytes = 256 << 20

  /// Notes the label of a text, in the place of one that was noted before. Lines that cannot be read stay as they are.
  ///
  /// - Throws: an error that names the path and the reason.
  public func note(_ text: String, label: String) throws {
    let before = try readSmallFile(path: path, atMost: Self.mostBytes)?.0 ?? []
    var lines = before.split(separator: UInt8(ascii: "\n")).filter { line in
      (try? JSONValue(parsing: line))?["text"]?.stringValue.map(ExactString.init) != ExactString(text)
    }
    let entry: JSONValue = ["text": .string(text), "label": .string(label)]
    lines.append(Array(entry.serialized().utf8)[...])
    if let folder = FilePath.folders(above: path).first { try makeFolder(folder) }
    try writeWhole(lines.flatMap { $0 + [UInt8(ascii: "\n")] }, path: path)
  }
}
