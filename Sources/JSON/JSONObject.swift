/// The members of a JSON object in the order in which they were added, found by key in constant time.
///
/// Keys are told apart by their Unicode scalars: "é" written as one scalar and as two are two keys, as a vocabulary needs.
public struct JSONObject: Sendable {
  /// The keys in order.
  public private(set) var keys: [String] = []
  private var values: [JSONValue] = []
  /// Where each key stands; empty while there are so few that looking at each is faster.
  private var positions: [ExactKey: Int] = [:]

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

  /// Adds a member whose key is known to be new.
  mutating func append(newKey key: String, _ value: JSONValue) {
    keys.append(key)
    values.append(value)
    if keys.count == Self.mostUnindexed + 1 {
      indexKeys()
    } else if keys.count > Self.mostUnindexed {
      positions[ExactKey(text: key)] = keys.count - 1
    }
  }

  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    values.reserveCapacity(count)
    if count > Self.mostUnindexed { positions.reserveCapacity(count) }
  }

  private mutating func remove(at position: Int) {
    keys.remove(at: position)
    values.remove(at: position)
    indexKeys()
  }

  private mutating func indexKeys() {
    positions.removeAll(keepingCapacity: true)
    guard keys.count > Self.mostUnindexed else { return }
    for (position, key) in keys.enumerated() { positions[ExactKey(text: key)] = position }
  }

  private func position(of key: String) -> Int? {
    keys.count > Self.mostUnindexed
      ? positions[ExactKey(text: key)] : keys.firstIndex { $0.hasSameScalars(as: key) }
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

/// A key that is equal only to the same Unicode scalars.
struct ExactKey: Hashable, Sendable {
  let text: String

  static func == (left: ExactKey, right: ExactKey) -> Bool { left.text.hasSameScalars(as: right.text) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
