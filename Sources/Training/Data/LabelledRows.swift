import Files
import Reviews

/// The rows of a file or folder of examples, before it is known what their labels mean.
struct LabelledRows: Sendable {
  struct Row: Sendable {
    var file: String
    var line: Int
    var text: String
    var label: TargetReader.Cell
  }

  let path: String
  private(set) var rows: [Row] = []
  var problems: RowProblems
  /// What was left aside as it should be.
  var remarks: [String] = []

  /// Reads JSON lines, `.tsv`, a folder with a folder for each label, or, whatever else it is called, CSV.
  ///
  /// - Throws: `DataError` where it cannot be read or does not say where texts and labels are.
  init(path: String, _ columns: LabelledData.Columns) throws(DataError) {
    self.path = path
    problems = RowProblems(path: path)
    do {
      if FileStatus(FilePath(path))?.kind == .folder { try readFolder() } else { try readFile(columns) }
    } catch {
      throw error as? DataError ?? DataError("\(error)")
    }
    guard !rows.isEmpty else {
      let reason = problems.all.first ?? remarks.first ?? "There is nothing under the header line."
      throw DataError("\(path): has no usable row. \(reason)")
    }
  }

  private mutating func readFile(_ columns: LabelledData.Columns) throws {
    let text = try DecodedText(InputFile.bytes(ofStream: FilePath(path)), name: path)
    // Rows that are not UTF-8 are named one by one.
    if text.conversion == nil, let problem = text.problem { remarks.append(problem) }
    switch DocumentFormat(pathEnding: path) {
    case .jsonl, .json: try readObjects(text.bytes, columns)
    case .tsv: try readRecords(text, separator: "\t", columns)
    default: try readRecords(text, separator: ",", columns)
    }
  }

  mutating func add(_ text: String, _ label: TargetReader.Cell, file: String, line: Int) {
    // By scalars, as other programs do: a space with a joiner behind it is one character, and white space.
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      problems.add(.text, "the text is empty; row skipped", at: "\(file):\(line)")
    } else {
      rows.append(Row(file: file, line: line, text: text, label: label))
    }
  }

  private mutating func readRecords(
    _ text: DecodedText, separator: Character, _ columns: LabelledData.Columns
  ) throws(DataError) {
    let (bytes, conversion) = (text.bytes, text.conversion ?? "Save the file as UTF-8")
    guard let (first, rest) = DelimitedText(bytes, separator: separator).opening() else {
      throw DataError("\(path): is empty; expected a header line and rows")
    }
    var records = rest
    let place = "\(path):\(first.line)"
    let names = first.fields.map { records.text(of: $0) }
    guard !columns.hasHeader || names.allSatisfy({ $0.map { !$0.unicodeScalars.contains("\0") } ?? false }) else {
      throw DataError("\(place): the header is not text in UTF-8. \(conversion)")
    }
    let (text, label) =
      columns.hasHeader
      ? try columns.positions(in: names.compactMap { $0 }, place: place)
      : try columns.positions(count: first.fields.count, place: place)
    var next = columns.hasHeader ? records.next() : first
    while let record = next {
      let place = "\(path):\(record.line)"
      if let line = record.openQuoteLine {
        problems.add(
          .unclosedQuote, "a quote that opens here is never closed; it is read as text", at: "\(path):\(line)")
      }
      if String(validating: bytes[record.range], as: UTF8.self) == nil {
        problems.add(.encoding, "not valid UTF-8; row skipped. \(conversion)", at: place)
      } else if record.fields.count != first.fields.count {
        problems.add(
          .columns,
          "\(record.fields.count) columns, the \(columns.hasHeader ? "header" : "first line") has "
            + "\(first.fields.count), row skipped; quote texts that hold the separator", at: place)
      } else {
        add(
          records.repairedText(of: record.fields[text]), .text(records.repairedText(of: record.fields[label])),
          file: path, line: record.line)
      }
      next = records.next()
    }
  }

  /// Turns rows into examples, naming those whose label means nothing.
  func examples(_ reader: TargetReader) -> (examples: [LabelledData.Example], problems: RowProblems) {
    var problems = problems
    var examples: [LabelledData.Example] = []
    examples.reserveCapacity(rows.count)
    for row in rows {
      do throws(RowProblem) {
        examples.append(
          LabelledData.Example(text: row.text, target: try reader.target(row.label), file: row.file, line: row.line))
      } catch {
        problems.add(error.kind, error.sentence, at: "\(row.file):\(row.line)")
      }
    }
    return (examples, problems)
  }
}
