import BERT
import Files
import Reviews

/// The rows of a data file or folder with their label cells, which a `TargetReader` parses once all files are read.
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
  /// Sentences about rows that are skipped intentionally.
  var notes: [String] = []
  /// The name of the label column or key; nil if it has none.
  var labelName: String?
  /// Whether the name of the column is for the negative side, as `is_negative` is, and its cells are true or false.
  private(set) var isNegated = false

  /// Reads JSON lines, `.tsv`, a folder with a folder for each label, or, for any other name, CSV.
  ///
  /// - Throws: `TrainingError` if it cannot be read or has no text or label column.
  init(path: String, _ columns: LabelledData.Columns) throws(TrainingError) {
    self.path = path
    problems = RowProblems(path: path)
    do {
      if FileStatus(FilePath(text: path))?.kind == .folder {
        try readFolder(columns.encoding)
      } else {
        try readFile(columns)
      }
    } catch {
      throw error as? TrainingError ?? TrainingError("\(error)")
    }
    guard !rows.isEmpty else {
      let reason = problems.all.first ?? notes.first ?? "There are no rows under the header line."
      throw TrainingError("\(path): no usable row. \(reason)")
    }
    isNegated =
      labelName.map(LabelNames.isNegative) == true
      && rows.allSatisfy { Verdicts.truth(of: $0.label.whole) != nil || TargetReader.isMissing($0.label.whole) }
  }

  /// The label cell of a row. Under a name for the negative side, true is `negative`.
  func label(of row: Row) -> TargetReader.Cell {
    guard isNegated, let isTrue = Verdicts.truth(of: row.label.whole) else { return row.label }
    return .text(isTrue ? "negative" : "positive")
  }

  private mutating func readFile(_ columns: LabelledData.Columns) throws {
    let text = try DecodedText(InputFile.bytes(ofStream: FilePath(text: path)), name: path, encoding: columns.encoding)
    // A row that is not UTF-8 is reported by itself.
    if text.conversion == nil, let problem = text.problem { notes.append(problem) }
    switch DocumentFormat(pathEnding: path) {
    case .jsonl, .json: try readObjects(text.bytes, columns)
    case .tsv: try readRecords(text, separator: "\t", columns)
    default: try readRecords(text, separator: ",", columns)
    }
  }

  mutating func add(_ text: String, _ label: TargetReader.Cell, file: String, line: Int) {
    // Test scalars, as other programs do: a space and a joiner form one character, which is white space.
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      problems.add(.text, "the text is empty; row skipped", at: "\(file):\(line)")
    } else {
      rows.append(Row(file: file, line: line, text: text, label: label))
    }
  }

  private mutating func readRecords(
    _ text: DecodedText, separator: Character, _ columns: LabelledData.Columns
  ) throws(TrainingError) {
    let (bytes, conversion) = (text.bytes, text.conversion ?? "Save the file as UTF-8")
    guard let opening = DelimitedText(bytes, separator: separator).opening() else {
      throw TrainingError("\(path): is empty; expected a header line and rows")
    }
    let first = opening.first
    var records = opening.rest
    let place = "\(path):\(first.line)"
    let names = first.fields.map { records.text(of: $0) }
    guard !columns.hasHeader || names.allSatisfy({ $0.map { !$0.unicodeScalars.contains("\0") } ?? false }) else {
      throw TrainingError("\(place): the header is not valid UTF-8. \(conversion)")
    }
    let (text, label) =
      columns.hasHeader
      ? try columns.positions(in: names.compactMap { $0 }, place: place)
      : try columns.positions(count: first.fields.count, place: place)
    if columns.hasHeader, names.indices.contains(label) { labelName = names[label]?.withoutSpaceAround }
    var next = columns.hasHeader ? records.next() : first
    while let record = next {
      let place = "\(path):\(record.line)"
      if let line = record.openQuoteLine {
        problems.add(
          .unclosedQuote, "unclosed quote; it is read as part of the text", at: "\(path):\(line)")
      }
      if String(validating: bytes[record.range], as: UTF8.self) == nil {
        problems.add(.encoding, "not valid UTF-8; row skipped. \(conversion)", at: place)
      } else if record.fields.count != first.fields.count {
        problems.add(
          .columns,
          "\(record.fields.count) columns, the \(columns.hasHeader ? "header" : "first line") has "
            + "\(first.fields.count); row skipped. Quote texts that contain the separator", at: place)
      } else {
        add(
          records.repairedText(of: record.fields[text]), .text(records.repairedText(of: record.fields[label])),
          file: path, line: record.line)
      }
      next = records.next()
    }
  }

  /// Parses the label cells; skips rows whose label is invalid, and leaves out ratings in the middle.
  func examples(_ reader: TargetReader) -> (examples: [LabelledData.Example], problems: RowProblems, leftOut: Int) {
    var (problems, leftOut) = (problems, 0)
    var examples: [LabelledData.Example] = []
    examples.reserveCapacity(rows.count)
    for row in rows {
      do throws(RowProblem) {
        if let target = try reader.target(reader.problem == .singleLabel ? label(of: row) : row.label) {
          examples.append(LabelledData.Example(text: row.text, target: target, file: row.file, line: row.line))
        } else {
          leftOut += 1
        }
      } catch {
        problems.add(error.kind, error.sentence, at: "\(row.file):\(row.line)")
      }
    }
    return (examples, problems, leftOut)
  }
}
