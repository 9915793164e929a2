/// Which pairs of pieces merge into one, and which of them first.
struct MergeTable: Sendable {
  struct Merge {
    /// The lower goes first.
    var rank: UInt32
    var id: Int32
  }

  /// Under both ids, which are not negative.
  private var merges = HashTable<UInt64, Merge>(filler: Merge(rank: 0, id: 0))

  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? { merges[Self.pair(left, right)] }

  /// Adds a pair, or gives it another merge.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    merges.insert(merge, under: Self.pair(left, right))
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
