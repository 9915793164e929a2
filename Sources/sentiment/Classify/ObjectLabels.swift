import Files
import JSON
import Reviews
import SentimentAnalysis

/// Labels JSON lines: every object is written as it is, with our keys after its own.
struct ObjectLabels {
  let model: SentimentModel
  /// The keys of the text; if empty, `text`, else the one that `check` finds.
  let columns: [String]
  let options: SentimentModel.Options
  let details: Bool

  /// A line of the input: its object, and its text, or why it has none.
  private struct Row {
    var line: [UInt8]
    /// Empty if the line is not an object.
    var keys: [String] = []
    var isObject = true
    /// Nil for null.
    var text: Result<String?, CommandError>

    var error: CommandError? { if case .failure(let error) = text { error } else { nil } }
    var readableText: String? { if case .success(let text) = text { text } else { nil } }
  }

  func label(_ source: TextStream, _ problems: inout ProblemPrinter, _ write: ([UInt8]) throws -> Void) throws {
    var input = LineReader(source)
    while let lines = try input.nextLines(limit: 256) {
      let rows = lines.map { row($0, "\(source.name):\($0.number)") }
      for (line, row) in zip(lines, rows) where row?.error == nil {
        if let problem = line.problem { problems.report(problem) }
      }
      let texts = rows.compactMap { $0?.readableText }
      var results = model.classify(texts, options).makeIterator()
      var output: [UInt8] = []
      for row in rows {
        if let row { output += try labelled(row, &results, &problems) }
        output.append(UInt8(ascii: "\n"))
      }
      try write(output)
    }
  }

  /// Nil for a blank line.
  private func row(_ line: LineReader.Line, _ place: String) -> Row? {
    let start = line.bytes.firstIndex { $0 > 0x20 } ?? line.bytes.count
    guard start < line.bytes.count else { return nil }
    let end = (line.bytes.lastIndex { $0 > 0x20 } ?? start) + 1
    var row = Row(line: Array(line.bytes[start..<end]), text: .success(nil))
    do throws(JSONError) {
      guard let object = try JSONValue(parsing: line.bytes).objectValue else {
        (row.isObject, row.text) = (false, .failure(CommandError("\(place): not a JSON object")))
        return row
      }
      row.keys = object.keys
      row.text = text(in: object, line, row.line, place)
    } catch {
      let reason = line.problem ?? "\(place), column \(error.column): \(error.reason)"
      (row.isObject, row.text) = (false, .failure(CommandError(reason)))
    }
    return row
  }

  private func text(
    in object: JSONObject, _ line: LineReader.Line, _ bytes: [UInt8], _ place: String
  ) -> Result<String?, CommandError> {
    let keys = columns.isEmpty ? ["text"] : columns
    let values = keys.compactMap { object[$0] }
    var texts = values.compactMap(\.stringValue)
    if texts.isEmpty {
      if let value = values.first, value.isNull { return .success(nil) }
      var rules = ReviewRules()
      (rules.columns, rules.minimumLength) = (columns, 0)
      texts = DocumentReviews(of: bytes, format: .jsonl, rules).reviews.prefix(1).map { $0.text(in: bytes).string }
    }
    guard !texts.isEmpty else {
      let names = keys.map { "\"\($0)\"" }.joined(separator: " or ")
      let shown = object.keys.joined(separator: ", ").excerpt(200)
      return .failure(
        CommandError(
          "\(place): no string under \(names); the keys are \(shown). Name the key of the text: --column KEY"))
    }
    let text = texts.joined(separator: "\n")
    guard text.isMostlyUnreadable else { return .success(text) }
    return .failure(line.problem.map { CommandError($0) } ?? .unreadable(at: place))
  }

  private func labelled(
    _ row: Row, _ results: inout some IteratorProtocol<Classification>, _ problems: inout ProblemPrinter
  ) throws -> [UInt8] {
    var members: JSONObject
    switch row.text {
    case .success(let text?):
      members = results.next()?.json(text: text, explain: options.method != nil, details: details).objectValue ?? [:]
      members["text"] = nil
    case .success(nil): members = ["label": .null]
    case .failure(let error):
      problems.report(error.description)
      members = ["error": .string(error.description.visible)]
    }
    guard row.isObject else {
      // Nothing is lost of a line that is no object.
      members["line"] = .string(String(decoding: row.line, as: UTF8.self))
      return Array(JSONValue.object(members).serialized().utf8)
    }
    var added = JSONObject()
    for (key, value) in members { added[AddedName.unused(key, row.keys)] = value }
    // The line is kept as it is written, with its spaces and numbers, up to its last brace.
    let ours = JSONValue.object(added).serialized().utf8.dropFirst()
    return row.line.dropLast() + (row.keys.isEmpty ? [] : [UInt8(ascii: ",")]) + ours
  }
}

/// The names of our columns and keys beside those of a table.
enum AddedName {
  /// The name, with `sentiment_` before it if there is one like it already, and a number if that is taken, too.
  static func unused(_ name: String, _ names: [String]) -> String {
    let taken = Set(names.map { $0.withoutSpaceAround.lowercased() })
    let others = sequence(first: 2) { $0 + 1 }.lazy.map { "sentiment_\(name)_\($0)" }
    guard taken.contains(name.lowercased()) else { return name }
    let longer = "sentiment_\(name)"
    return taken.contains(longer.lowercased()) ? others.first { !taken.contains($0.lowercased()) } ?? longer : longer
  }
}
