import Files
import JSON
import Reviews

/// The texts of a file without labels, which only teachers judge. Labels in the file are ignored.
struct UnlabelledTexts: Sendable {
  let path: String
  /// The texts in the order of the file; their targets have no label.
  private(set) var examples: [LabelledData.Example] = []
  /// The skipped rows, and unclosed quotes.
  private(set) var problems: RowProblems
  /// Sentences about the encoding.
  private(set) var notes: [String] = []

  /// Reads `.jsonl` and `.json` (an object a line), `.tsv`, `.txt` (a text a line) or, for any other name, CSV.
  ///
  /// - Throws: `TrainingError` if the file cannot be read, or has no text column or no usable row.
  init(path: String, _ columns: LabelledData.Columns) throws(TrainingError) {
    self.path = path
    problems = RowProblems(path: path)
    do { try readFile(columns) } catch { throw error as? TrainingError ?? TrainingError("\(error)") }
    guard !examples.isEmpty else {
      throw TrainingError("\(path): no usable row. \(problems.all.first ?? notes.first ?? "It is empty.")")
    }
  }

  private mutating func readFile(_ columns: LabelledData.Columns) throws {
    let text = try DecodedText(InputFile.bytes(ofStream: FilePath(text: path)), name: path, encoding: columns.encoding)
    // A row that is not UTF-8 is reported by itself.
    if text.conversion == nil, let problem = text.problem { notes.append(problem) }
    switch DocumentFormat(pathEnding: path) {
    case .plaintext: readLines(text)
    case .jsonl, .json: try readObjects(text.bytes, columns)
    case .tsv: try readRecords(text, separator: "\t", columns)
    default: try readRecords(text, separator: ",", columns)
    }
  }

  private mutating func add(_ text: String, line: Int) {
    guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
      return skip(.text, "the text is empty", line: line)
    }
    examples.append(LabelledData.Example(text: text, target: .noLabel, file: path, line: line))
  }

  private mutating func skip(_ kind: RowProblem.Kind, _ sentence: String, line: Int) {
    problems.add(kind, sentence + "; row skipped", at: "\(path):\(line)")
  }

  private mutating func readLines(_ text: DecodedText) {
    for (index, range) in Lines(text.bytes).enumerated() {
      let line = text.bytes[range]
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      if let valid = String(validating: line, as: UTF8.self) {
        add(valid, line: index + 1)
      } else {
        skip(.encoding, "not valid UTF-8. \(text.conversion ?? "Save the file as UTF-8")", line: index + 1)
      }
    }
  }

  private mutating func readRecords(
    _ text: DecodedText, separator: Character, _ columns: LabelledData.Columns
  ) throws(TrainingError) {
    guard let opening = DelimitedText(text.bytes, separator: separator).opening() else {
      throw TrainingError("\(path): is empty; expected a header line and rows")
    }
    let first = opening.first
    var records = opening.rest
    let place = "\(path):\(first.line)"
    let names = first.fields.map { records.repairedText(of: $0) }
    let position =
      columns.hasHeader
      ? try columns.unlabelledTextPosition(in: names, place: place)
      : try columns.unlabelledTextPosition(count: first.fields.count, place: place)
    var next = columns.hasHeader ? records.next() : first
    while let record = next {
      if let line = record.openQuoteLine {
        problems.add(.unclosedQuote, "unclosed quote; it is read as part of the text", at: "\(path):\(line)")
      }
      if String(validating: text.bytes[record.range], as: UTF8.self) == nil {
        skip(.encoding, "not valid UTF-8. \(text.conversion ?? "Save the file as UTF-8")", line: record.line)
      } else if record.fields.count != first.fields.count {
        skip(
          .columns,
          "\(counted(record.fields.count, "column")), the first line has \(first.fields.count). Quote texts that contain "
            + "the separator", line: record.line)
      } else {
        add(records.repairedText(of: record.fields[position]), line: record.line)
      }
      next = records.next()
    }
  }

  private mutating func readObjects(_ bytes: [UInt8], _ columns: LabelledData.Columns) throws(TrainingError) {
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      throw TrainingError("\(path): is one JSON array; expected one object a line. Convert it: jq -c '.[]' \(path)")
    }
    var key: String?
    var missing: TrainingError?
    for (index, range) in Lines(bytes).enumerated() {
      let line = bytes[range]
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      let value: JSONValue
      do throws(JSONError) { value = try JSONValue(parsing: line) } catch {
        skip(.format, "\(error.reason), in column \(error.column)", line: index + 1)
        continue
      }
      guard let object = value.objectValue else {
        skip(.format, "not a JSON object", line: index + 1)
        continue
      }
      if key == nil {
        // The first object with a text sets the key for all.
        do throws(TrainingError) {
          let position = try columns.unlabelledTextPosition(in: object.keys, place: "\(path):\(index + 1)")
          key = object.keys[position]
        } catch {
          missing = missing ?? error
        }
      }
      guard let key, let text = object[key]?.stringValue else {
        skip(.text, "no string under \"\(key ?? columns.text ?? TextNames.first)\"", line: index + 1)
        continue
      }
      add(text, line: index + 1)
    }
    if key == nil, let missing { throw missing }
  }
}

extension LabelledData.Columns {
  /// The position of the text in a header or among the keys of an object that need not have a label.
  func unlabelledTextPosition(in names: [String], place: String) throws(TrainingError) -> Int {
    let names = names.map(\.withoutSpaceAround)
    let labels = label.map { Self.positions(of: $0, in: names) } ?? LabelNames.columns(among: names).first ?? []
    let found = text.map { Self.positions(of: $0, in: names) } ?? Self.texts(among: names, besides: labels)
    return try Self.only(found, text ?? TextNames.first, in: names, option: "--text-column", place)
  }

  /// The position of the text in rows without a header, by its number.
  func unlabelledTextPosition(count: Int, place: String) throws(TrainingError) -> Int {
    let number = text ?? "1"
    guard let position = Int(number), position >= 1, position <= count else {
      throw TrainingError(
        "\(place): no column \"\(number)\"; without a header, --text-column takes a number from 1 to \(count)")
    }
    return position - 1
  }
}
