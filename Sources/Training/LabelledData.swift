public import BERT
import Foundation
import JSON

/// Texts with their labels, as a file of examples gives them.
public struct LabelledData: Sendable {
  /// One example and where it stands.
  public struct Example: Sendable, Hashable {
    /// As the file has it.
    public var text: String
    /// What is to be said of it, by indices into `labels`.
    public var target: Target
    /// The line, from 1, that it begins on.
    public var line: Int
  }

  /// In the file's order.
  public var examples: [Example]
  /// The names of the labels, in the order of their numbers.
  public var labels: [String]
  /// Rows that could not be used, each a sentence with file and line.
  public var problems: [String]

  /// Where to find text and label in a row.
  public struct Columns: Sendable, Hashable {
    /// The text's column or key.
    public var text: String
    /// The label's column or key.
    public var label: String

    /// The names that most files use, or others.
    public init(text: String = "text", label: String = "label") {
      self.text = text
      self.label = label
    }
  }

  /// Reads `.csv`, `.tsv` (with a header line) or `.jsonl`/`.json` (an object a line).
  ///
  /// A label is a name, compared without case, or its number. Without `labels` they are taken from the file: the words in
  /// alphabetical order, or for the numbers 0 and 1 `negative` and `positive`. Independent labels stand in one cell,
  /// separated by commas, semicolons or bars, or in a JSON array; a regression's are numbers.
  ///
  /// - Throws: `DataError` where the file cannot be read, has no such column or no usable row.
  public init(
    path: String, columns: Columns = Columns(), labels: [String]? = nil, problem: Problem = .singleLabel
  ) throws(DataError) {
    let bytes: [UInt8]
    do throws(CheckpointError) { bytes = try readWhole(path: path) } catch { throw DataError("\(error)") }
    if bytes.starts(with: [0x1F, 0x8B]) {
      throw DataError("\(path): is compressed; unpack it first: gunzip -k \(path)")
    }
    problems = []
    let rows: [Row]
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "jsonl", "json", "ndjson": rows = Self.jsonRows(bytes, columns, path: path, &problems)
    case "tsv", "tab": rows = try Self.delimitedRows(bytes, separator: "\t", columns, path: path, &problems)
    default: rows = try Self.delimitedRows(bytes, separator: ",", columns, path: path, &problems)
    }
    let reader = TargetReader(problem, labels: labels, cells: rows.map(\.label))
    examples = []
    for row in rows {
      do throws(DataError) {
        examples.append(Example(text: row.text, target: try reader.target(row.label), line: row.line))
      } catch {
        problems.append("\(path):\(row.line): \(error); row skipped")
      }
    }
    self.labels = reader.labels
    guard !examples.isEmpty else {
      throw DataError("\(path): has no usable row. \(problems.first ?? "It is empty.")")
    }
  }

  private struct Row {
    var line: Int
    var text: String
    var label: TargetReader.Cell
  }

  private static func delimitedRows(
    _ bytes: [UInt8], separator: Character, _ columns: Columns, path: String, _ problems: inout [String]
  ) throws(DataError) -> [Row] {
    var records = DelimitedText(bytes, separator: separator)
    guard let header = records.next() else { throw DataError("\(path): is empty; expected a header line and rows") }
    func index(_ name: String, _ option: String) throws(DataError) -> Int {
      if let index = header.fields.firstIndex(of: name) { return index }
      throw DataError(
        "\(path):1: no column \"\(name)\" in the header (\(header.fields.joined(separator: ", ").prefix(80))); name it with \(option)"
      )
    }
    let textIndex = try index(columns.text, "--text-column")
    let labelIndex = try index(columns.label, "--label-column")
    var rows: [Row] = []
    while let record = records.next() {
      let place = "\(path):\(record.line)"
      if record.isUnterminated { problems.append("\(place): a quote that opens here is never closed") }
      guard record.isUTF8 else {
        problems.append("\(place): not valid UTF-8, row skipped; convert the file: iconv -t UTF-8")
        continue
      }
      guard record.fields.count == header.fields.count else {
        problems.append(
          "\(place): \(record.fields.count) columns, the header has \(header.fields.count), row skipped; quote texts "
            + "that hold the separator")
        continue
      }
      rows.append(Row(line: record.line, text: record.fields[textIndex], label: .text(record.fields[labelIndex])))
    }
    return rows
  }

  private static func jsonRows(
    _ bytes: [UInt8], _ columns: Columns, path: String, _ problems: inout [String]
  ) -> [Row] {
    var rows: [Row] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      let place = "\(path):\(index + 1)"
      do throws(JSONError) {
        let value = try JSONValue(parsing: line)
        guard let text = value[columns.text]?.stringValue else {
          problems.append("\(place): no string under \"\(columns.text)\"; row skipped")
          continue
        }
        guard let label = value[columns.label].flatMap(TargetReader.Cell.init) else {
          problems.append("\(place): no label under \"\(columns.label)\"; row skipped")
          continue
        }
        rows.append(Row(line: index + 1, text: text, label: label))
      } catch {
        problems.append("\(place): \(error.reason), in column \(error.column); row skipped")
      }
    }
    return rows
  }
}

/// Why data could not be read: a sentence with file, line and what to do.
public struct DataError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}
