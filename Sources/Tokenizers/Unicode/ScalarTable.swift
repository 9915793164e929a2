/// A set of traits for each Unicode scalar, in pages of 256 scalars of which all that are alike empty share one.
struct ScalarTable<Traits: OptionSet & Sendable>: Sendable
where Traits.RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  private var pageOfBlock = [UInt16](repeating: 0, count: 0x11_0000 / 256)
  private var pages = [Traits.RawValue](repeating: 0, count: 256)

  @inline(__always)
  subscript(scalar: UInt32) -> Traits {
    // No scalar lies beyond the table; malformed UTF-8 could.
    guard Int(scalar >> 8) < pageOfBlock.count else { return [] }
    return Traits(rawValue: pages[Int(pageOfBlock[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)])
  }

  mutating func insert(_ traits: Traits, for scalars: some Sequence<UInt32>) {
    for scalar in scalars {
      let block = Int(scalar >> 8)
      if pageOfBlock[block] == 0 {
        pageOfBlock[block] = UInt16(pages.count / 256)
        pages += repeatElement(0, count: 256)
      }
      pages[Int(pageOfBlock[block]) << 8 | Int(scalar & 0xFF)] |= traits.rawValue
    }
  }

  /// - Parameter ranges: first and last scalar in turn.
  mutating func insert(_ traits: Traits, ranges: [UInt32]) {
    for index in stride(from: 0, to: ranges.count, by: 2) { insert(traits, for: ranges[index]...ranges[index + 1]) }
  }
}

// How the generated tables are laid out.
extension ScalarTable {
  /// The row whose range holds the scalar, in a table of rows that begin with the first and the last scalar of a range, in
  /// order; nil where none does.
  static func row(holding scalar: UInt32, of table: [UInt32], width: Int) -> Int? {
    var low = 0
    var high = table.count / width
    while low < high {
      let middle = (low + high) / 2
      if scalar > table[width * middle + 1] { low = middle + 1 } else { high = middle }
    }
    let row = width * low
    return row < table.count && table[row] <= scalar ? row : nil
  }

  /// Where the targets stand in a table of scalars, each followed by the count of its targets and the targets.
  static func targets(of table: [UInt32]) -> [UInt32: Range<Int>] {
    var targets: [UInt32: Range<Int>] = [:]
    var index = 0
    while index < table.count {
      let start = index + 2
      let end = start + Int(table[index + 1])
      targets[table[index]] = start..<end
      index = end
    }
    return targets
  }
}
