/// Which columns of a table hold reviews, and whether its first record names them.
struct TableLayout {
  /// In ascending order.
  var columns: [Int]
  var hasHeader: Bool

  /// What a table looks like by its first record, the next ones, and the columns that the user named; nil where none of
  /// those is there, or no column holds prose.
  init?(first: [String], rows: [[String]], columns named: [String]) {
    let names = first.map(\.withoutSpaceAround)
    if !named.isEmpty {
      var found: Set<Int> = []
      var areNames = false
      for name in named.map(\.withoutSpaceAround) {
        // A number is one even where a cell of a first row without header holds it, too.
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
      // The first record counts for little beside others, and for all where it is alone.
      let cells = rows.isEmpty ? [first[column]] : rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
      return Double(cells.reduce(0) { $0 + Self.prose($1) }) / Double(max(1, cells.count))
    }
    guard let most = prose.max(), most >= 2, let column = prose.firstIndex(of: most) else { return nil }
    columns = [column]
    hasHeader = Self.isHeader(names, above: rows, columns)
  }

  /// The words of a cell; what has no spaces, such as an address, is one at most.
  private static func prose(_ cell: String) -> Int {
    let bytes = Array(cell.utf8)
    var count = WordCount()
    count.read(bytes, 0..<bytes.count)
    return count.ideographs == 0 && !bytes.contains(0x20) ? min(1, count.total) : count.total
  }

  /// Whether the first record names the columns below it: it has no numbers and no prose, though they do.
  private static func isHeader(_ names: [String], above rows: [[String]], _ columns: [Int]) -> Bool {
    let given = names.filter { !$0.isEmpty }
    guard !given.isEmpty, Set(given).count == given.count, !given.contains(where: isNumber) else { return false }
    // A label of the rows below, such as `pos`, names no column.
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
