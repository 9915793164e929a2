/// Which pairs of pieces merge into one, and which of them first.
///
/// An open-addressing hash table under both ids. The multiplier is drawn anew for each table, so that no file can be made
/// whose pairs all fall together.
struct MergeTable: Sendable {
  struct Merge {
    /// The lower goes first.
    var rank: UInt32
    var id: Int32
  }

  private struct Slot {
    var pair: UInt64
    var merge: Merge
  }

  /// No pair has ids that large: they are not negative.
  private static let free = UInt64.max
  private var slots = [Slot](repeating: Slot(pair: free, merge: Merge(rank: 0, id: 0)), count: 64)
  private var shift: UInt64 = 64 - 6
  private var count = 0
  private let multiplier = UInt64.random(in: 0...UInt64.max) | 1

  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? {
    let pair = Self.pair(left, right)
    let slot = slots[index(of: pair)]
    return slot.pair == pair ? slot.merge : nil
  }

  /// Adds a pair, or gives it another merge.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    if count * 2 >= slots.count { grow() }
    let pair = Self.pair(left, right)
    let index = index(of: pair)
    if slots[index].pair == Self.free { count += 1 }
    slots[index] = Slot(pair: pair, merge: merge)
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Where the pair is, or would be.
  @inline(__always)
  private func index(of pair: UInt64) -> Int {
    // Multiply-shift hashing (Dietzfelbinger et al., 1997).
    var index = Int(truncatingIfNeeded: (pair &* multiplier) >> shift)
    while slots[index].pair != pair, slots[index].pair != Self.free { index = (index + 1) & (slots.count - 1) }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(pair: Self.free, merge: Merge(rank: 0, id: 0)), count: old.count * 2)
    shift -= 1
    for slot in old where slot.pair != Self.free { slots[index(of: slot.pair)] = slot }
  }
}
