import BERT
import Files
import Foundation
import Reviews
import SentimentAnalysis

/// Labels the rows of a delimited table: every row is written as it is, byte for byte, with our cells after its own.
struct TableLabels {
  let model: SentimentModel
  /// The columns of the text, by name or number; if empty, they are found as `check` finds them.
  let columns: [String]
  let options: SentimentModel.Options

  /// The facts of a table that all rows share.
  private struct Format {
    var name: String
    var layout: TableLayout
    var separator: Character
    /// The number of fields of the first record.
    var width: Int
  }

  /// The rows in which the text column is searched, besides the header.
  private static let sampleSize = 100

  func label(
    _ source: TextStream, separator: Character, _ problems: inout ProblemPrinter, _ write: ([UInt8]) throws -> Void
  ) throws {
    var records = try RecordStream(name: source.name, separator: separator) { try source.next() }
    if let sentence = source.otherEncoding { throw CommandError(sentence) }
    guard let first = records.first, var batch = try records.next(atLeast: 1 + Self.sampleSize) else { return }
    let names = first.fields.map { batch.table.repairedText(of: $0) }
    let format = Format(
      name: source.name, layout: try layout(batch, names, source.name, line: first.line),
      separator: records.separator, width: names.count)
    if source.hasMark { try write([0xEF, 0xBB, 0xBF]) }
    var header: [String]?
    if format.layout.hasHeader {
      var taken = names
      for column in addedColumns { taken.append(AddedName.unused(column, taken)) }
      header = Array(taken.dropFirst(names.count))
    }
    while true {
      try write(labelled(batch, format, header: header, source, &problems))
      header = nil
      guard let next = try records.next() else { return }
      batch = next
    }
  }

  private func layout(
    _ batch: RecordStream.Batch, _ names: [String], _ name: String, line: Int
  ) throws -> TableLayout {
    let rows = batch.records.dropFirst().prefix(Self.sampleSize).map { record in
      record.fields.map { batch.table.repairedText(of: $0) }
    }
    if let layout = TableLayout(first: names, rows: rows, columns: columns) { return layout }
    let problem =
      columns.isEmpty
      ? "no column holds texts" : "no column \(columns.map { "\"\($0)\"" }.joined(separator: " or "))"
    throw CommandError(
      "\(name):\(line): \(problem); the columns are \(names.joined(separator: ", ").excerpt(200)). Name the column of the "
        + "text: --column NAME, or its number")
  }

  /// The names of our columns.
  private var addedColumns: [String] {
    let names =
      switch model.problem {
      case _ where model.labels.isEmpty: [String]()
      case .regression: ["label", "value"]
      case .singleLabel: ["label", "confidence", "uncertain"]
      case .multiLabel: ["label", "confidence", "uncertain", "labels"]
      }
    return names + (model.findsMixed(by: options.heads) ? ["mixed"] : []) + (explain ? ["key_phrases"] : [])
      + options.heads.indices(of: model.taskHeads).map { model.taskHeads[$0].name }
  }

  private var explain: Bool { options.method != nil }

  /// The bytes of a batch with our cells at the end of each record.
  ///
  /// - Parameter header: the names of our columns if the first record is the header.
  private func labelled(
    _ batch: RecordStream.Batch, _ format: Format, header: [String]?, _ source: TextStream,
    _ problems: inout ProblemPrinter
  ) -> [UInt8] {
    let rows = batch.records.dropFirst(header == nil ? 0 : 1)
    // Rows that belong to the header have no text.
    let headerRows = header == nil ? 0 : format.layout.extraHeaderRows
    let texts = rows.enumerated().map { index, row in
      index < headerRows ? nil : text(of: row, batch, format, source, &problems)
    }
    var results = model.classify(texts.compactMap(\.self), options).makeIterator()
    let empty = [String](repeating: "", count: addedColumns.count)
    let cells =
      [header].compactMap(\.self) + texts.map { $0 == nil ? empty : results.next().map { self.cells(of: $0) } ?? empty }
    var (output, position): ([UInt8], Int) = ([], batch.range.lowerBound)
    for (record, cells) in zip(batch.records, cells) {
      output += batch.bytes[position..<record.range.upperBound]
      let missing = [String](repeating: "", count: max(0, format.width - record.fields.count))
      for cell in missing + cells { output += "\(format.separator)\(quoted(cell, format.separator))".utf8 }
      position = record.range.upperBound
    }
    return output + batch.bytes[position..<batch.range.upperBound]
  }

  /// Nil if there is nothing to label.
  private func text(
    of record: DelimitedText.Record, _ batch: RecordStream.Batch, _ format: Format, _ source: TextStream,
    _ problems: inout ProblemPrinter
  ) -> String? {
    let place = "\(format.name):\(record.line)"
    if let line = record.openQuoteLine {
      problems.report("\(format.name):\(line): this quote is never closed and is read as text; add the closing quote")
    }
    if record.fields.count > format.width {
      problems.report(
        "\(place): \(record.fields.count) columns, the first line has \(format.width); the label is after the last one. Quote "
          + "texts that contain the separator")
    }
    var texts: [String] = []
    for field in format.layout.texts(of: record, width: format.width) {
      if batch.table.text(of: field) == nil {
        problems.report(source.sentence(aboutInvalidLine: record.line))
      }
      let text = batch.table.repairedText(of: field).withoutSpaceAround
      if !text.isEmpty { texts.append(text) }
    }
    let text = texts.joined(separator: "\n")
    guard !text.isEmpty, !Placeholder.matches(text) else { return nil }
    guard !text.isMostlyUnreadable else {
      problems.report(CommandError.unreadable(at: place).description)
      return nil
    }
    return text
  }

  private func cells(of result: Classification) -> [String] {
    let answer =
      switch result.outcome {
      case .none: [String]()
      case .value(let value): [result.label, String(format: "%.4f", value)]
      case .label, .independentLabels:
        [result.label, String(format: "%.4f", result.confidence ?? 0), result.isUncertain() ? "true" : "false"]
      }
    let labels = result.applicableLabels.map { [$0.joined(separator: "|")] } ?? []
    // The phrases that a finding shows.
    let phrases = result.keyTokens.filter { $0.weight > 0 }.prefix(3).map { $0.text.excerpt() }
    let mixed = model.findsMixed(by: options.heads) ? [result.isMixed() ? "true" : "false"] : []
    return answer + labels + mixed + (explain ? [phrases.joined(separator: "; ")] : []) + result.heads.map(\.cell)
  }

  private func quoted(_ cell: String, _ separator: Character) -> String {
    guard cell.contains(where: { $0 == separator || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"\(cell.replacing("\"", with: "\"\""))\""
  }
}

extension HeadAnswer {
  /// The answer in a cell of a table: the label, the labels that apply, the numbers, or the spans with their types.
  fileprivate var cell: String {
    switch outcome {
    case .label(let scores): scores.max { $0.probability < $1.probability }?.label ?? ""
    case .independentLabels(let scores):
      scores.filter { $0.probability >= 0.5 }.map(\.label).joined(separator: "|")
    case .values(let scores): scores.map { String(format: "%.4f", $0.probability) }.joined(separator: "|")
    case .spans(let spans): spans.map { "\($0.text.onOneLine): \($0.label)" }.joined(separator: "; ")
    }
  }
}
