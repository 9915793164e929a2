import ArgumentParser
import BERT
import JSON
import SentimentAnalysis

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Points out the negative reviews in text files, as a linter does.",
    discussion: """
      A review is a line, or a paragraph where the lines are hard-wrapped prose. Exit code 0: nothing flagged, 1: \
      something flagged, 2: trouble.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, jsonl, github, sarif }

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "How findings are printed.") var format: Format = .text
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(help: "Exit with 1 only where a review has this label, or stands on this side; it is printed, too.")
  var failOn: String?
  @Argument(help: "Files, or - for standard input.") var files: [String]

  func run() throws {
    let model = try modelOptions.load(polarities: polarityOptions.polarities)
    if let failOn, !model.labels.contains(failOn), Polarity(rawValue: failOn) == nil {
      throw Trouble("--fail-on \(failOn): the model's labels are \(model.labels.joined(separator: ", "))")
    }
    if failOn == nil, !model.canFlag {
      warn(
        "none of the model's labels (\(model.labels.joined(separator: ", "))) is known to be negative, so nothing can be "
          + "flagged; say which are: --polarity \(model.problem == .regression ? "'<BOUND=negative'" : "LABEL=negative")"
      )
    }
    var (hadTrouble, isFlagged) = (false, false)
    var sarif: [JSONValue] = []
    for file in files {
      do {
        let document = try document(file, &hadTrouble)
        let reviews = Review.find(inPlainText: document)
        let name = file == "-" ? "<stdin>" : file
        var lines = LineCounter(document)
        // In groups, so that findings appear as they are made.
        for first in stride(from: 0, to: reviews.count, by: 256) {
          let group = reviews[first..<min(first + 256, reviews.count)]
          let results = model.classify(group.map(\.text), .init(explain: true))
          for (review, result) in zip(group, results) {
            let isAskedFor = failOn.map(result.is) ?? false
            guard let finding = Finding(review, result, isAskedFor: isAskedFor) else { continue }
            isFlagged = isFlagged || failOn == nil || isAskedFor
            let place = lines.place(of: review.range.lowerBound)
            if format == .sarif {
              sarif.append(FindingFormat.sarifResult(finding, file: name, place))
            } else {
              writeText(FindingFormat.line(finding, format, file: name, place) + "\n")
            }
          }
        }
      } catch {
        hadTrouble = true
        warn("\(error)")
      }
    }
    if format == .sarif { writeText(FindingFormat.sarif(sarif).serialized(pretty: true) + "\n") }
    if hadTrouble || isFlagged { throw ExitCode(hadTrouble ? 2 : 1) }
  }

  private func document(_ file: String, _ hadTrouble: inout Bool) throws -> String {
    var input = StandardInput()
    var bytes = file == "-" ? input.readAll() : try readWhole(path: file)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }  // a byte-order mark
    if bytes.isEmpty && file != "-" { throw Trouble("\(file): is empty; write a review a line") }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    guard !bytes.contains(0) else { throw Trouble("\(file): is no text file") }
    warn("\(file): not valid UTF-8; unreadable bytes were replaced. Convert it: iconv -t UTF-8")
    hadTrouble = true
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Classification {
  /// Whether this label holds, or the label stands on this side.
  fileprivate func `is`(_ name: String) -> Bool {
    polarity.rawValue == name || (holdingLabels ?? [label]).contains(name)
  }
}

/// Turns rising UTF-8 offsets of a text into lines and columns.
private struct LineCounter {
  private let bytes: [UInt8]
  private var offset = 0
  private var place = Place(line: 1, column: 1)

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func place(of target: Int) -> Place {
    while offset < target {
      let isReturn = bytes[offset] == UInt8(ascii: "\r")
      if bytes[offset] == UInt8(ascii: "\n") || isReturn {
        if isReturn, offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
        place = Place(line: place.line + 1, column: 1)
      } else if bytes[offset] & 0xC0 != 0x80 {
        place.column += 1
      }
      offset += 1
    }
    return place
  }
}

/// A line and a column, both from 1; columns count Unicode scalars.
struct Place {
  var line: Int
  var column: Int
}
