import Files
import JSON
import Reviews

extension SpanRows {
  /// Whether a TSV file is a table, not a token and its tag a line: its last column holds no tags, and its header names a
  /// text column.
  static func isTable(_ bytes: [UInt8], _ columns: LabelledData.Columns) -> Bool {
    if columns.text != nil { return true }
    let lines = Lines(bytes).lazy.map { bytes[$0].split { $0 == 0x09 || $0 == 0x20 } }
    if let last = lines.compactMap(\.last).first(where: { _ in true }), isTag(String(decoding: last, as: UTF8.self)) {
      return false
    }
    guard columns.hasHeader else { return true }
    guard let (first, records) = opening(bytes, separator: "\t") else { return false }
    let names = first.fields.map { records.repairedText(of: $0).withoutSpaceAround }
    return !TextNames.columns(among: names).isEmpty
  }

  /// The first record and the others. Only in CSV may the separator be another one: the commas of unquoted lists do not
  /// separate the fields of TSV.
  private static func opening(
    _ bytes: [UInt8], separator: Character
  ) -> (first: DelimitedText.Record, rest: DelimitedText)? {
    var table = DelimitedText(bytes, separator: separator)
    if separator == "," { return table.opening().map { ($0.first, $0.rest) } }
    return table.next().map { ($0, table) }
  }

  /// Reads CSV or TSV with the list of spans as JSON in a cell; an empty cell means that the text has none.
  mutating func readTable(
    _ text: DecodedText, separator: Character, _ columns: LabelledData.Columns
  ) throws(TrainingError) {
    guard case (let first, var records)? = Self.opening(text.bytes, separator: separator) else {
      throw TrainingError("\(path): is empty; expected a header line and rows")
    }
    let place = "\(path):\(first.line)"
    let names = first.fields.map { records.repairedText(of: $0) }
    let positions =
      columns.hasHeader
      ? try columns.textAndSpanPositions(in: names, place: place)
      : try columns.positions(count: first.fields.count, place: place)
    var next = columns.hasHeader ? records.next() : first
    while let record = next {
      if let line = record.openQuoteLine {
        problems.add(.unclosedQuote, "unclosed quote; it is read as part of the text", at: "\(path):\(line)")
      }
      do throws(RowProblem) {
        try check(record, of: text, columnCount: first.fields.count)
        let (annotations, implicit) = try Self.annotations(records.repairedText(of: record.fields[positions.label]))
        add(
          records.repairedText(of: record.fields[positions.text]), annotations, implicit: implicit, line: record.line)
      } catch {
        skip(error, line: record.line)
      }
      next = records.next()
    }
  }

  private func check(_ record: DelimitedText.Record, of text: DecodedText, columnCount: Int) throws(RowProblem) {
    guard String(validating: text.bytes[record.range], as: UTF8.self) != nil else {
      throw RowProblem(kind: .encoding, sentence: "not valid UTF-8. \(text.conversion ?? "Save the file as UTF-8")")
    }
    guard record.fields.count == columnCount else {
      throw RowProblem(
        kind: .columns,
        sentence: "\(counted(record.fields.count, "column")), the first line has \(columnCount). Quote texts that "
          + "contain the separator, and double the quotes in a list of spans")
    }
  }

  private static func annotations(_ cell: String) throws(RowProblem) -> ([SpanAnnotation], implicit: Int) {
    if cell.withoutSpaceAround.isEmpty { return ([], 0) }
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(parsing: cell) } catch {
      throw RowProblem(
        kind: .span, sentence: "the spans are not JSON: \(error.reason), in column \(error.column) of the cell")
    }
    guard let list = value.arrayValue else {
      throw RowProblem(kind: .span, sentence: "the spans are not a JSON list: \(cell.excerpt(40))")
    }
    return try SpanAnnotation.list(list)
  }
}
