/// An open-addressing hash table with integer keys. Its look-ups are most of a tokenizer's work.
///
/// Each table draws its own random multiplier, so that no file can be crafted whose keys all collide.
struct HashTable<Key: FixedWidthInteger & UnsignedInteger & Sendable, Value: Sendable>: Sendable {
  private struct Slot {
    var key: Key
    var value: Value
  }

  /// Marks a free slot; never inserted.
  private static var free: Key { .max }
  private var slots: [Slot]
  private var shift: UInt64 = 64 - 6
  private(set) var count = 0
  private let multiplier = UInt64.random(in: 0...UInt64.max) | 1

  /// - Parameter filler: any value, for free slots.
  init(filler: Value) { slots = Array(repeating: Slot(key: Self.free, value: filler), count: 64) }

  @inline(__always)
  subscript(key: Key) -> Value? {
    let slot = slots[index(of: key)]
    return slot.key == key ? slot.value : nil
  }

  /// Adds or replaces the value of a key other than `Key.max`.
  mutating func insert(_ value: Value, under key: Key) {
    precondition(key != Self.free, "expected a key below \(Key.max)")
    if count > Self.capacity(ofSlots: slots.count) { resize(to: slots.count * 2, filler: value) }
    let index = index(of: key)
    if slots[index].key == Self.free { count += 1 }
    slots[index] = Slot(key: key, value: value)
  }

  /// Reserves room for a number of keys.
  mutating func reserveCapacity(_ keys: Int, filler: Value) {
    if Self.capacity(ofSlots: slots.count) < keys { resize(to: Self.slots(forKeys: keys), filler: filler) }
  }

  /// The bytes of a table for a number of keys.
  static func memory(forKeys keys: Int) -> Int { MemoryLayout<Slot>.stride * slots(forKeys: keys) }

  private static func slots(forKeys keys: Int) -> Int {
    var slots = 64
    while capacity(ofSlots: slots) < keys { slots *= 2 }
    return slots
  }

  /// The slot of the key, or the free slot for it.
  @inline(__always)
  private func index(of key: Key) -> Int {
    // Multiply-shift hashing (Dietzfelbinger et al., 1997).
    var index = Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: key) &* multiplier) >> shift)
    while slots[index].key != key, slots[index].key != Self.free { index = (index + 1) & (slots.count - 1) }
    return index
  }

  /// The number of keys after which the table grows: half of its slots, or three quarters if it is too large for the
  /// processor's caches anyway, so that XLM-R's vocabulary takes 8 MB rather than 16.
  private static func capacity(ofSlots slots: Int) -> Int { slots < 1 << 20 ? slots / 2 : slots / 4 * 3 }

  private mutating func resize(to count: Int, filler: Value) {
    let old = slots
    slots = Array(repeating: Slot(key: Self.free, value: filler), count: count)
    shift = UInt64(64 - count.trailingZeroBitCount)
    for slot in old where slot.key != Self.free { slots[index(of: slot.key)] = slot }
  }
}
