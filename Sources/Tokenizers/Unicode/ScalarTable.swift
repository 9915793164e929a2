/// A set of traits for each Unicode scalar, in pages of 256 scalars; all empty pages share one.
struct ScalarTable<Traits: OptionSet & Sendable>: Sendable
where Traits.RawValue: FixedWidthInteger & UnsignedInteger & Sendable {
  private var pageOfBlock = [UInt16](repeating: 0, count: 0x11_0000 / 256)
  private var pages = [Traits.RawValue](repeating: 0, count: 256)

  @inline(__always)
  subscript(scalar: UInt32) -> Traits {
    // Malformed UTF-8 could give a value beyond the table.
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

  /// - Parameter ranges: pairs of first and last scalar, flattened.
  mutating func insert(_ traits: Traits, ranges: [UInt32]) {
    for index in stride(from: 0, to: ranges.count, by: 2) { insert(traits, for: ranges[index]...ranges[index + 1]) }
  }
}

// Access to the generated tables.
extension ScalarTable {
  /// The offset of the row whose range contains the scalar; nil if there is none. Each row starts with the first and the
  /// last scalar of its range, and rows are in order.
  static func row(containing scalar: UInt32, of table: [UInt32], width: Int) -> Int? {
    var low = 0
    var high = table.count / width
    while low < high {
      let middle = (low + high) / 2
      if scalar > table[width * middle + 1] { low = middle + 1 } else { high = middle }
    }
    let row = width * low
    return row < table.count && table[row] <= scalar ? row : nil
  }

  /// The ranges of the targets in a table of scalars, each followed by the count of its targets and the targets.
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
