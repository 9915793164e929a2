extension ReviewCollector {
  /// Finds the reviews in a table: the fields of its review columns.
  mutating func readTable(separator: Character) {
    var table = DelimitedText(document, separator: separator)
    applyDirectives(before: &table)
    guard let opening = table.opening() else { return }
    for line in opening.skipped { if let directive = directive(in: line) { apply(directive) } }
    let first = opening.first
    table = opening.rest
    let names = first.fields.map { table.repairedText(of: $0) }
    guard let layout = TableLayout(first: names, rows: rowsAhead(in: table), columns: rules.columns) else {
      setFields(.init(unit: .column, read: [], all: names))
      if !rules.columns.isEmpty {
        let named = rules.columns.map { "\"\($0)\"" }.joined(separator: " or ")
        report("no column \(named); the columns are \(names.joined(separator: ", ").prefix(200)).", line: first.line)
      }
      return
    }
    let all = layout.hasHeader ? names.map(\.withoutSpaceAround) : (1...names.count).map(String.init)
    setFields(.init(unit: .column, read: layout.columns.map { all[$0] }, all: all))
    let heading = layout.hasHeader ? open(heading: document.trimmed(first.range)) : nil
    var record = first
    if !layout.hasHeader { addFields(of: record, layout, width: first.fields.count) }
    for _ in 0..<layout.extraHeaderRows { _ = next(of: &table, into: &record) }
    while next(of: &table, into: &record) { addFields(of: record, layout, width: first.fields.count) }
    if let heading { close(heading: heading) }
  }

  /// The first rows after the first record, at most 1,000 of about 1 MB. Directives are skipped, not applied.
  private func rowsAhead(in table: DelimitedText) -> [[String]] {
    var (scout, table) = (self, table)
    var record = DelimitedText.Record()
    var rows: [[String]] = []
    let limit = table.position + (1 << 20)
    while rows.count < 1000, table.position < limit, scout.next(of: &table, into: &record) {
      rows.append(record.fields.map { table.repairedText(of: $0) })
    }
    return rows
  }

  private mutating func next(of table: inout DelimitedText, into record: inout DelimitedText.Record) -> Bool {
    applyDirectives(before: &table)
    return table.next(into: &record)
  }

  /// Applies and skips the directives before the next record.
  private mutating func applyDirectives(before table: inout DelimitedText) {
    while mayHaveDirective(from: table.position) {
      table.skipBlankLines()
      guard let directive = directive(in: table.position..<document.endOfLine(from: table.position)) else { return }
      apply(directive)
      table.skipLine()
    }
  }

  private mutating func addFields(of record: DelimitedText.Record, _ layout: TableLayout, width: Int) {
    if let line = record.openQuoteLine {
      report("this quote is never closed and is read as text; add the closing quote.", line: line)
    }
    for field in layout.texts(of: record, width: width) {
      add(document.trimmed(field.range), field.hasDoubledQuotes ? .doubledQuotes : .verbatim)
    }
  }
}
