/// The members of a JSON object in the order in which they were added, found by key in constant time.
///
/// Keys are told apart by their Unicode scalars: "é" written as one scalar and as two are two keys, as a vocabulary needs.
public struct JSONObject: Sendable {
  /// The keys in order.
  public private(set) var keys: [String] = []
  private var values: [JSONValue] = []
  /// Where each key stands; empty while there are so few that looking at each is faster.
  private var index = KeyIndex()

  private static let mostUnindexed = 8

  /// An object without members.
  public init() {}

  /// An object with these members in this order. A key that occurs twice is a programming error and traps.
  public init(uniqueKeysWithValues members: some Sequence<(String, JSONValue)>) {
    reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      precondition(position(of: key) == nil, "expected unique keys, got \(key) twice")
      append(newKey: key, value)
    }
  }

  /// The value under that key. Setting replaces it in its place or adds it at the end; setting nil removes the member,
  /// which takes time in proportion to the members.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { values[$0] } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?): values[position] = value
      case (nil, let value?): append(newKey: key, value)
      case (let position?, nil): remove(at: position)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member, unless there is one with that key.
  ///
  /// - Returns: whether the key is new.
  mutating func appendIfNew(_ key: String, _ value: JSONValue) -> Bool {
    if keys.count < Self.mostUnindexed, position(of: key) != nil { return false }
    return append(newKey: key, value)
  }

  /// Adds a member whose key is known to be new; among more than a few keys that is checked on the way.
  @discardableResult
  mutating func append(newKey key: String, _ value: JSONValue) -> Bool {
    keys.append(key)
    if keys.count == Self.mostUnindexed + 1 { indexKeys(before: keys.count - 1) }
    if keys.count > Self.mostUnindexed, !index.insert(keys.count - 1, of: keys) {
      keys.removeLast()
      return false
    }
    values.append(value)
    return true
  }

  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
    if count > Self.mostUnindexed { index.reserveCapacity(count, of: keys) }
  }

  private mutating func remove(at position: Int) {
    keys.remove(at: position)
    values.remove(at: position)
    index.removeAll()
    if keys.count > Self.mostUnindexed { indexKeys(before: keys.count) }
  }

  private mutating func indexKeys(before end: Int) {
    for position in 0..<end { _ = index.insert(position, of: keys) }
  }

  private func position(of key: String) -> Int? {
    keys.count > Self.mostUnindexed
      ? index.position(of: key, in: keys) : keys.firstIndex { $0.hasSameScalars(as: key) }
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  public var startIndex: Int { 0 }
  /// The position after the last member.
  public var endIndex: Int { keys.count }
  /// The member at that position.
  public subscript(position: Int) -> (key: String, value: JSONValue) { (keys[position], values[position]) }
}
