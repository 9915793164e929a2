/// The members of a JSON object in insertion order, with look-up by key in constant time.
///
/// Keys are equal if their Unicode scalars are: "é" as one scalar and as two are different keys, as vocabularies need.
public struct JSONObject: Sendable {
  /// The keys in order.
  public private(set) var keys: [String] = []
  private var values: [JSONValue] = []
  /// The position of each key; empty while the object has so few keys that a linear search is faster.
  private var index = KeyIndex()

  private static let unindexedLimit = 8

  /// Creates an object without members.
  public init() {}

  /// Creates an object with members in order. A duplicate key is a programming error and traps.
  public init(uniqueKeysWithValues members: some Sequence<(String, JSONValue)>) {
    reserveCapacity(members.underestimatedCount)
    for (key, value) in members {
      precondition(position(of: key) == nil, "expected unique keys, got \(key) twice")
      append(newKey: key, value)
    }
  }

  /// The value of a key. Setting replaces it in place or appends a member; setting nil removes the member in time
  /// proportional to the number of members.
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

  /// Adds a member unless the key exists.
  ///
  /// - Returns: whether the key is new.
  mutating func appendIfNew(_ key: String, _ value: JSONValue) -> Bool {
    if keys.count < Self.unindexedLimit, position(of: key) != nil { return false }
    return append(newKey: key, value)
  }

  /// Adds a member whose key must be new; objects with an index check this.
  @discardableResult
  mutating func append(newKey key: String, _ value: JSONValue) -> Bool {
    keys.append(key)
    if keys.count == Self.unindexedLimit + 1 { indexKeys(before: keys.count - 1) }
    if keys.count > Self.unindexedLimit, !index.insert(keys.count - 1, of: keys) {
      keys.removeLast()
      return false
    }
    values.append(value)
    return true
  }

  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
    if count > Self.unindexedLimit { index.reserveCapacity(count, of: keys) }
  }

  private mutating func remove(at position: Int) {
    keys.remove(at: position)
    values.remove(at: position)
    index.removeAll()
    if keys.count > Self.unindexedLimit { indexKeys(before: keys.count) }
  }

  private mutating func indexKeys(before end: Int) {
    for position in 0..<end { _ = index.insert(position, of: keys) }
  }

  private func position(of key: String) -> Int? {
    keys.count > Self.unindexedLimit
      ? index.position(of: key, in: keys) : keys.firstIndex { $0.hasSameScalars(as: key) }
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  public var startIndex: Int { 0 }
  /// The position after the last member.
  public var endIndex: Int { keys.count }
  /// The member at a position.
  public subscript(position: Int) -> (key: String, value: JSONValue) { (keys[position], values[position]) }
}
