extension ReviewCollector {
  /// Finds the reviews in a table: the fields of its columns of text.
  mutating func readTable(separator: Character) {
    var table = DelimitedText(document, separator: separator)
    obeyDirectives(before: &table)
    guard let (first, rest) = table.opening() else { return }
    table = rest
    let names = first.fields.map { table.repairedText(of: $0) }
    guard let layout = TableLayout(first: names, rows: rowsAhead(in: table), columns: rules.columns) else {
      if !rules.columns.isEmpty {
        let named = rules.columns.joined(separator: ", ")
        report("none of the columns \(named) is among \(names.joined(separator: ", ").prefix(200)).", line: first.line)
      }
      return
    }
    let heading = layout.hasHeader ? open(heading: document.trimmed(first.range)) : nil
    var record = first
    if !layout.hasHeader { addFields(of: record, layout, width: first.fields.count) }
    while next(of: &table, into: &record) { addFields(of: record, layout, width: first.fields.count) }
    if let heading { close(heading: heading) }
  }

  /// The first rows; nothing is obeyed yet.
  private func rowsAhead(in table: DelimitedText) -> [[String]] {
    var (scout, table) = (self, table)
    var record = DelimitedText.Record()
    var rows: [[String]] = []
    while rows.count < 100, scout.next(of: &table, into: &record) {
      rows.append(record.fields.map { table.repairedText(of: $0) })
    }
    return rows
  }

  private mutating func next(of table: inout DelimitedText, into record: inout DelimitedText.Record) -> Bool {
    obeyDirectives(before: &table)
    return table.next(into: &record)
  }

  /// Takes the directives that stand where the next record could.
  private mutating func obeyDirectives(before table: inout DelimitedText) {
    while mayHoldDirective(from: table.position) {
      table.skipBlankLines()
      guard let directive = directive(in: table.position..<document.endOfLine(from: table.position)) else { return }
      obey(directive)
      table.skipLine()
    }
  }

  private mutating func addFields(of record: DelimitedText.Record, _ layout: TableLayout, width: Int) {
    if let line = record.openQuoteLine {
      report("a quote that opens here is never closed; it is read as text.", line: line)
    }
    let fields = record.fields
    for column in layout.columns where column < fields.count {
      let field = fields[column]
      var range = field.range
      // Separators too many are taken to be part of the one text: `good, but slow`.
      if fields.count > width, layout.columns.count == 1 {
        let surplus = fields.count - width - fields.reversed().prefix { $0.range.isEmpty }.count
        let last = column + max(0, surplus)
        if fields[column...last].allSatisfy({ !$0.isQuoted }) {
          range = range.lowerBound..<fields[last].range.upperBound
        }
      }
      add(document.trimmed(range), field.hasDoubledQuotes ? .doubledQuotes : .verbatim)
    }
  }
}
