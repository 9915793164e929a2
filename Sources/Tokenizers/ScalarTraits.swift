/// A set of traits for each Unicode scalar, in pages of 256 scalars of which all that are alike empty share one.
struct ScalarTraits<Traits: OptionSet & Sendable>: Sendable where Traits.RawValue == UInt16 {
  private var pageOfBlock = [UInt16](repeating: 0, count: 0x11_0000 / 256)
  private var pages = [UInt16](repeating: 0, count: 256)

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
