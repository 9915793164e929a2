/// An index of a list of keys: finds a key's position in constant time with some 8 bytes a key.
///
/// An open-addressing hash table of positions; every call gets the list of keys. Hashes are seeded randomly for each
/// process, so that no text can be crafted whose keys all collide.
struct KeyIndex: Sendable {
  /// A position plus one; 0 marks a free slot. The number of slots is a power of two.
  private var slots: [UInt32] = []

  /// The position of a key.
  func position(of key: String, in keys: [String]) -> Int? {
    guard !slots.isEmpty else { return nil }
    let found = slots[slot(of: key, in: keys)]
    return found == 0 ? nil : Int(found) - 1
  }

  /// Adds the key at a position unless an equal key was added before.
  ///
  /// - Returns: whether the key is new.
  mutating func insert(_ position: Int, of keys: [String]) -> Bool {
    // At most the keys before it in the list were added.
    if position >= slots.count / 4 * 3 { grow(toFit: position + 1, keys) }
    let slot = slot(of: keys[position], in: keys)
    guard slots[slot] == 0 else { return false }
    precondition(position < UInt32.max, "expected fewer than \(UInt32.max) keys, got \(position + 1)")
    slots[slot] = UInt32(position) + 1
    return true
  }

  /// Reserves room for a number of keys.
  mutating func reserveCapacity(_ capacity: Int, of keys: [String]) {
    if capacity > slots.count / 4 * 3 { grow(toFit: capacity, keys) }
  }

  /// Removes all keys.
  mutating func removeAll() { self = KeyIndex() }

  private mutating func grow(toFit capacity: Int, _ keys: [String]) {
    var size = 16
    while size / 4 * 3 < capacity { size *= 2 }
    let old = slots
    slots = Array(repeating: 0, count: size)
    for entry in old where entry > 0 { slots[slot(of: keys[Int(entry) - 1], in: keys)] = entry }
  }

  /// The slot of the key, or the free slot for it.
  private func slot(of key: String, in keys: [String]) -> Int {
    var slot = key.hashOfScalars & (slots.count - 1)
    while slots[slot] != 0, !keys[Int(slots[slot]) - 1].hasSameScalars(as: key) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}

extension String {
  /// A hash of the Unicode scalars. `hashValue` is equal for canonically equivalent strings, so that very many different
  /// keys could have one hash.
  fileprivate var hashOfScalars: Int {
    var hasher = Hasher()
    var word: UInt64 = 0
    var count = 0
    for byte in utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count % 8 == 0 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(count)
    return hasher.finalize()
  }
}
