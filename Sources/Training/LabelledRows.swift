import BERT
import Foundation
import JSON

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
  private(set) var problems: RowProblems
  /// What was left aside as it should be.
  private(set) var remarks: [String] = []

  /// Reads `.jsonl`, `.tsv`, a folder with a folder for each label, or, whatever else it is called, CSV.
  ///
  /// - Throws: `DataError` where it cannot be read or does not say where texts and labels are.
  init(path: String, _ columns: LabelledData.Columns) throws(DataError) {
    self.path = path
    problems = RowProblems(path: path)
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      try readFolder()
    } else {
      try readFile(columns)
    }
    guard !rows.isEmpty else {
      let reason = problems.all.first ?? remarks.first ?? "There is nothing under the header line."
      throw DataError("\(path): has no usable row. \(reason)")
    }
  }

  private mutating func readFile(_ columns: LabelledData.Columns) throws(DataError) {
    let bytes = try Self.bytes(path)
    if let format = foreignFormat(bytes, path: path) { throw DataError("\(path): \(format)") }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "jsonl", "json", "ndjson": try readObjects(bytes, columns)
    case "tsv", "tab": try readRecords(bytes, separator: "\t", columns)
    default: try readRecords(bytes, separator: ",", columns)
    }
  }

  private static func bytes(_ path: String) throws(DataError) -> [UInt8] {
    do throws(CheckpointError) { return try readWhole(path: path) } catch { throw DataError("\(error)") }
  }

  private mutating func add(_ text: String, _ label: TargetReader.Cell, file: String, line: Int) {
    // By scalars, as other programs do: a space with a joiner behind it is one character, and white space.
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      problems.add(RowProblem(kind: .text, sentence: "the text is empty; row skipped"), at: "\(file):\(line)")
    } else {
      rows.append(Row(file: file, line: line, text: text, label: label))
    }
  }

  private mutating func readRecords(
    _ bytes: [UInt8], separator: Character, _ columns: LabelledData.Columns
  ) throws(DataError) {
    guard let (first, rest) = Self.records(bytes, separator) else {
      throw DataError("\(path): is empty; expected a header line and rows")
    }
    var records = rest
    let place = "\(path):\(first.line)"
    guard !columns.hasHeader || first.isUTF8 && !first.fields.contains(where: { $0.unicodeScalars.contains("\0") })
    else {
      throw DataError(
        "\(place): the header is no text in UTF-8; if it is Latin-1, convert the file: iconv -f LATIN1 -t UTF-8 \(path)"
      )
    }
    let (text, label) =
      columns.hasHeader
      ? try columns.positions(in: first.fields, place: place)
      : try columns.positions(count: first.fields.count, place: place)
    var next = columns.hasHeader ? records.next() : first
    while let record = next {
      let place = "\(path):\(record.line)"
      if let line = record.openQuoteLine {
        problems.add(
          RowProblem(kind: .unclosedQuote, sentence: "a quote that opens here is never closed; it is read as text"),
          at: "\(path):\(line)")
      }
      if !record.isUTF8 {
        problems.add(
          RowProblem(kind: .encoding, sentence: "not valid UTF-8, row skipped; convert the file: iconv -t UTF-8"),
          at: place)
      } else if record.fields.count != first.fields.count {
        problems.add(
          RowProblem(
            kind: .columns,
            sentence: "\(record.fields.count) columns, the \(columns.hasHeader ? "header" : "first line") has "
              + "\(first.fields.count), row skipped; quote texts that hold the separator"), at: place)
      } else {
        add(record.fields[text], .text(record.fields[label]), file: path, line: record.line)
      }
      next = records.next()
    }
  }

  /// The first record and those behind it. Where it has no second field, as with the commas of a file that has semicolons,
  /// another separator is tried.
  private static func records(
    _ bytes: [UInt8], _ separator: Character
  ) -> (first: DelimitedText.Record, rest: DelimitedText)? {
    var fallback: (DelimitedText.Record, DelimitedText)?
    for separator in [separator, ",", "\t", ";"] {
      var records = DelimitedText(bytes, separator: separator)
      guard let first = records.next() else { return nil }
      if first.fields.count > 1 { return (first, records) }
      fallback = fallback ?? (first, records)
    }
    return fallback
  }

  private mutating func readObjects(_ bytes: [UInt8], _ columns: LabelledData.Columns) throws(DataError) {
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
      throw DataError("\(path): is one JSON array; expected an object a line: jq -c '.[]' \(path)")
    }
    var keys: (text: String, label: String)?
    var missing: DataError?
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      let place = "\(path):\(index + 1)"
      func problem(_ kind: RowProblem.Kind, _ sentence: String) {
        problems.add(RowProblem(kind: kind, sentence: sentence + "; row skipped"), at: place)
      }
      let value: JSONValue
      do throws(JSONError) { value = try JSONValue(parsing: line) } catch {
        problem(.format, "\(error.reason), in column \(error.column)")
        continue
      }
      guard let object = value.objectValue else {
        problem(.format, "not a JSON object")
        continue
      }
      if keys == nil {
        // The first object that has them names the keys for all.
        do throws(DataError) {
          let (text, label) = try columns.positions(in: object.keys, place: place)
          keys = (object.keys[text], object.keys[label])
        } catch {
          missing = missing ?? error
        }
      }
      guard let keys else {
        problem(.label, "no text and label among \(object.keys.joined(separator: ", ").prefix(80))")
        continue
      }
      guard let text = object[keys.text]?.stringValue else {
        problem(.text, "no string under \"\(keys.text)\"")
        continue
      }
      guard let label = object[keys.label].flatMap(TargetReader.Cell.init) else {
        problem(.label, "no label under \"\(keys.label)\"")
        continue
      }
      add(text, label, file: path, line: index + 1)
    }
    if keys == nil, let missing { throw missing }
  }

  /// The folders' names are the labels, the `.txt` files in them the texts; both in the order of their names.
  private mutating func readFolder() throws(DataError) {
    var folders: [(name: String, files: [String])] = []
    for name in try Self.names(in: path) {
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder),
        isFolder.boolValue
      else { continue }
      folders.append((name, try Self.names(in: "\(path)/\(name)").filter { $0.hasSuffix(".txt") }))
    }
    let labels = folders.filter { !$0.files.isEmpty }
    guard !labels.isEmpty else {
      let inside = folders.map { "\(path)/\($0.name)" }.joined(separator: ", ")
      throw DataError(
        "\(path): is a folder, but not one with a folder of .txt files for each label"
          + (inside.isEmpty ? "" : "; inside are \(inside.prefix(200))"))
    }
    for (name, files) in labels {
      if name == "unsup" {
        remarks.append("\(path)/unsup: \(files.count) texts without labels, as in aclImdb; not used")
        continue
      }
      for file in files.map({ "\(path)/\(name)/\($0)" }) {
        if let text = String(validating: try Self.bytes(file), as: UTF8.self) {
          let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
          add(text, .text(name), file: file, line: 1)
        } else {
          problems.add(RowProblem(kind: .encoding, sentence: "not valid UTF-8; text skipped"), at: file)
        }
      }
    }
  }

  private static func names(in folder: String) throws(DataError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw DataError("\(folder): cannot be read: \(error.localizedDescription)")
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
        problems.add(error, at: "\(row.file):\(row.line)")
      }
    }
    return (examples, problems)
  }
}
