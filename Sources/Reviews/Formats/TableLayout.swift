/// The review columns of a table, and whether its first record is a header.
package struct TableLayout {
  /// The indices of the review columns, in ascending order.
  package var columns: [Int]
  /// Whether the first record is a header.
  package var hasHeader: Bool

  /// Determines the layout from the first record, the rows after it, and the columns that the user named. Nil if none of the
  /// named columns exists, or if none is named and no column contains prose.
  package init?(first: [String], rows: [[String]], columns named: [String]) {
    let names = first.map(\.withoutSpaceAround)
    if !named.isEmpty {
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
      hasHeader = areNames || Self.isHeader(names, above: rows, columns)
      return
    }
    if let column = TextNames.columns(among: names).first?.first {
      (columns, hasHeader) = ([column], true)
      return
    }
    let prose = first.indices.map { column in
      // The first record may be a header, so it counts only if there are no other rows.
      let cells = rows.isEmpty ? [first[column]] : rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
      return Double(cells.reduce(0) { $0 + Self.prose($1) }) / Double(max(1, cells.count))
    }
    guard let maximum = prose.max(), maximum >= 2, let column = prose.firstIndex(of: maximum) else { return nil }
    columns = [column]
    hasHeader = Self.isHeader(names, above: rows, columns)
  }

  /// The number of words of a cell. A cell without spaces, such as a URL, counts as one word at most.
  private static func prose(_ cell: String) -> Int {
    let bytes = Array(cell.utf8)
    var count = WordCount()
    count.read(bytes, 0..<bytes.count)
    return count.ideographs == 0 && !bytes.contains(0x20) ? min(1, count.total) : count.total
  }

  /// Whether the first record is a header: it contains no numbers and no prose, but the rows below it do.
  private static func isHeader(_ names: [String], above rows: [[String]], _ columns: [Int]) -> Bool {
    let given = names.filter { !$0.isEmpty }
    guard !given.isEmpty, Set(given).count == given.count, !given.contains(where: isNumber) else { return false }
    // A value that recurs below, such as the label `pos`, is not a column name.
    let recurs = names.indices.contains { column in
      !names[column].isEmpty
        && rows.contains { $0.indices.contains(column) && $0[column].withoutSpaceAround == names[column] }
    }
    if recurs { return false }
    let isAboveNumbers = names.indices.contains { column in
      let cells = rows.compactMap { $0.indices.contains(column) ? $0[column].withoutSpaceAround : nil }
      return !cells.isEmpty && cells.allSatisfy(isNumber)
    }
    if isAboveNumbers { return true }
    return columns.allSatisfy { column in
      guard let last = names[column].unicodeScalars.last, !".!?。！？".unicodeScalars.contains(last) else { return false }
      let words = prose(names[column])
      let below = rows.reduce(0) { $0 + ($1.indices.contains(column) ? prose($1[column]) : 0) }
      return words <= 3 && below >= 2 * max(1, words) * rows.count
    }
  }

  private static func isNumber(_ cell: String) -> Bool { Double(cell) != nil }
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
