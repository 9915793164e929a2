/// The review columns of a table, and its header.
package struct TableLayout {
  /// The indices of the review columns, in ascending order.
  package var columns: [Int]
  /// Whether the first record is a header.
  package var hasHeader: Bool
  /// The number of records below the header that belong to it, such as the questions of a form below their codes.
  package var extraHeaderRows = 0

  /// Determines the layout from the first record, the rows after it, and the columns that the user named. Nil if none of the
  /// named columns exists, or if none is named and no column contains prose.
  package init?(first: [String], rows: [[String]], columns named: [String]) {
    let names = first.map(\.withoutSpaceAround)
    if named.isEmpty {
      let hasHeader = Self.hasNames(names, above: rows) || Self.isAboveNumbers(names, rows)
      let extra = hasHeader ? Self.extraHeaderRows(in: rows) : 0
      let found = Self.columns(names, rows.dropFirst(extra), hasHeader: hasHeader)
      guard !found.isEmpty else { return nil }
      columns = found
      self.hasHeader = hasHeader || !rows.isEmpty && Self.isHeader(names, above: rows, found)
      extraHeaderRows = extra
      return
    }
    var found: Set<Int> = []
    var areNames = false
    for name in named.map(\.withoutSpaceAround) {
      // A number is a column number even if a cell of the first record has the same text.
      if let number = Int(name), names.indices.contains(number &- 1) {
        found.insert(number - 1)
      } else if let index = names.firstIndex(of: name)
        ?? names.firstIndex(where: { $0.lowercased() == name.lowercased() })
      {
        found.insert(index)
        areNames = true
      }
    }
    guard !found.isEmpty else { return nil }
    columns = found.sorted()
    hasHeader =
      areNames || Self.hasNames(names, above: rows) || Self.isAboveNumbers(names, rows)
      || Self.isHeader(names, above: rows, columns)
    extraHeaderRows = hasHeader ? Self.extraHeaderRows(in: rows) : 0
  }

  private static func columns(_ names: [String], _ rows: ArraySlice<[String]>, hasHeader: Bool) -> [Int] {
    // The first record may be a header, so it counts only if there are no other rows.
    let cells = rows.isEmpty && !hasHeader ? [names][...] : rows
    let fields = names.indices.map { column in
      var content = FieldContent()
      for row in cells where row.indices.contains(column) { content.add(row[column]) }
      return ReviewFields.Field(name: FieldName(hasHeader ? names[column] : ""), content: content)
    }
    return ReviewFields(fields).columns()
  }
}

// MARK: - Header

extension TableLayout {
  /// Whether the first record consists of names, one of them a review column's.
  private static func hasNames(_ names: [String], above rows: [[String]]) -> Bool {
    areNames(names, above: rows) && names.contains { FieldContent.words(of: $0) <= 4 && TextNames.isCommon($0) }
  }

  /// Whether the first record consists of names, one of them above numbers, dates or flags alone.
  private static func isAboveNumbers(_ names: [String], _ rows: [[String]]) -> Bool {
    guard areNames(names, above: rows) else { return false }
    return names.indices.contains { column in
      let cells = rows.compactMap { $0.indices.contains(column) ? $0[column].withoutSpaceAround : nil }
        .filter { !$0.isEmpty }
      // Two more rows may belong to the header.
      return !names[column].isEmpty && !FieldContent.isTyped(names[column]) && !cells.isEmpty
        && cells.dropFirst(min(2, cells.count - 1)).allSatisfy(FieldContent.isTyped)
    }
  }

  /// Whether no value of the first record is a number, date or address, nor recurs in rows below it, as the label `pos` does.
  private static func areNames(_ names: [String], above rows: [[String]]) -> Bool {
    !names.contains(where: FieldContent.isMeasure)
      && !names.indices.contains { column in
        !names[column].isEmpty
          && rows.count { $0.indices.contains(column) && $0[column].withoutSpaceAround == names[column] } > 1
      }
  }

  /// Whether the first record is a header without a telling name: it is short, above prose.
  private static func isHeader(_ names: [String], above rows: [[String]], _ columns: [Int]) -> Bool {
    let given = names.filter { !$0.isEmpty }
    guard !given.isEmpty, Set(given).count == given.count, areNames(names, above: rows),
      !names.indices.contains(where: { column in
        !names[column].isEmpty
          && rows.contains { $0.indices.contains(column) && $0[column].withoutSpaceAround == names[column] }
      })
    else { return false }
    return columns.allSatisfy { column in
      guard let last = names[column].unicodeScalars.last, !".!?。！？".unicodeScalars.contains(last) else { return false }
      let words = FieldContent.words(of: names[column])
      let below = rows.reduce(0) { $0 + ($1.indices.contains(column) ? FieldContent.words(of: $1[column]) : 0) }
      return words <= 3 && below >= 2 * max(1, words) * rows.count
    }
  }

  /// The number of rows at the top whose cells lack the types of their columns: in two columns or more of numbers, dates or
  /// flags, they are words, or empty beside a few words.
  private static func extraHeaderRows(in rows: [[String]]) -> Int {
    let maximum = 3
    guard rows.count > 1 else { return 0 }
    let body = rows.dropFirst(min(maximum, rows.count - 1))
    func cell(_ row: [String], _ column: Int) -> String {
      row.indices.contains(column) ? row[column].withoutSpaceAround : ""
    }
    let typed = rows[0].indices.filter { column in
      body.count { FieldContent.isTyped(cell($0, column)) } * 10 >= body.count * 9
    }
    guard typed.count >= 2 else { return 0 }
    return rows.prefix(min(maximum, rows.count - 1)).prefix { row in
      let cells = typed.map { cell(row, $0) }
      return !cells.contains(where: FieldContent.isTyped)
        && (!cells.allSatisfy(\.isEmpty) || row.allSatisfy { FieldContent.words(of: $0) <= 3 })
    }.count
  }
}

extension TableLayout {
  /// The fields of a record that hold its texts.
  ///
  /// - Parameter width: the number of fields of the first record.
  package func texts(of record: DelimitedText.Record, width: Int) -> [DelimitedText.Field] {
    let fields = record.fields
    return columns.filter { $0 < fields.count }.map { column in
      var field = fields[column]
      // If a record has too many fields, the extra separators are part of an unquoted text: `good, but slow`.
      if fields.count > width, columns.count == 1 {
        let surplus = fields.count - width - fields.reversed().prefix { $0.range.isEmpty }.count
        let last = column + max(0, surplus)
        if fields[column...last].allSatisfy({ !$0.isQuoted }) {
          field.range = field.range.lowerBound..<fields[last].range.upperBound
        }
      }
      return field
    }
  }
}
