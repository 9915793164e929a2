import Files
import JSON
import Reviews
import SentimentAnalysis

/// Labels texts, one JSON object for each, in order.
struct TextLabels {
  let model: SentimentModel
  let options: SentimentModel.Options
  let details: Bool

  /// Labels the lines of a stream.
  ///
  /// - Parameter isJSON: whether lines are JSON objects with a `text` key; nil detects it by the first line.
  func label(
    _ source: TextStream, isJSON: Bool?, _ problems: inout ProblemPrinter, _ write: ([UInt8]) throws -> Void
  ) throws {
    var (input, isJSON) = (LineReader(source), isJSON)
    while let lines = try input.nextLines(limit: 256) {
      let readsJSON = isJSON ?? lines.first?.bytes.first { $0 > 0x20 }.map { $0 == UInt8(ascii: "{") } ?? false
      isJSON = readsJSON
      let texts = lines.map { text(of: $0, source, readsJSON: readsJSON) }
      for case (let line, .success) in zip(lines, texts) {
        if let problem = line.problem { problems.report(problem) }
      }
      try label(texts, &problems, write)
    }
  }

  private func text(of line: LineReader.Line, _ source: TextStream, readsJSON: Bool) -> Result<String, CommandError> {
    let place = "\(source.name):\(line.number)"
    var text = line.text
    if readsJSON {
      do throws(JSONError) {
        let value = try JSONValue(parsing: line.bytes)
        guard let found = value["text"]?.stringValue else {
          return .failure(CommandError("\(place): no string under \"text\""))
        }
        text = found
      } catch {
        return .failure(CommandError("\(place), column \(error.column): \(error.reason)"))
      }
    }
    guard text.isMostlyUnreadable else { return .success(text) }
    return .failure(line.problem.map { CommandError($0) } ?? .unreadable(at: place))
  }

  /// Writes one line per text; an object with "error" for a line without a text.
  func label(
    _ texts: [Result<String, CommandError>], _ problems: inout ProblemPrinter, _ write: ([UInt8]) throws -> Void
  ) throws {
    let readable = texts.compactMap { try? $0.get() }
    var results = model.classify(readable, options).makeIterator()
    var output = ""
    for text in texts {
      switch text {
      case .success(let text):
        guard let result = results.next() else { continue }
        output += result.json(text: text, explain: options.method != nil, details: details).serialized() + "\n"
      case .failure(let error):
        problems.report(error.description)
        output += JSONValue.object(["error": .string(error.description.visible)]).serialized() + "\n"
      }
    }
    try write(Array(output.utf8))
  }
}

extension CommandError {
  /// A text is not labelled, since most of it could not be decoded.
  static func unreadable(at place: String) -> CommandError {
    CommandError("\(place): mostly unreadable characters (U+FFFD); no label")
  }
}
