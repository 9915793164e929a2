/// A trie of byte strings, each with a number.
///
/// One hash table maps (node, byte) to the next node: each byte costs one look-up, whatever the vocabulary, and no `String`
/// is created.
struct PieceTrie: Sendable {
  typealias Node = UInt32

  /// The empty string's node.
  static let root: Node = 0
  /// The limit for the bytes of all strings; more could need more nodes than an edge can address.
  static let byteLimit = 1 << 24 - 2

  /// The node in the upper 24 bits, the byte in the lower 8.
  private var edges = HashTable<UInt32, Node>(filler: root)
  /// The number of the string that ends at each node; -1 if none does.
  private var values: [Int32] = [-1]

  /// Reserves room for a number of nodes.
  mutating func reserveCapacity(_ nodes: Int) {
    edges.reserveCapacity(nodes, filler: Self.root)
    values.reserveCapacity(nodes + 1)
  }

  /// The bytes of a trie with a number of nodes.
  static func memory(forNodes nodes: Int) -> Int {
    HashTable<UInt32, Node>.memory(forKeys: nodes) + MemoryLayout<Int32>.stride * nodes
  }

  /// The number of nodes, including the root.
  var nodeCount: Int { values.count }

  /// Whether no string was inserted.
  var isEmpty: Bool { values.count == 1 }

  @inline(__always)
  func child(of node: Node, _ byte: UInt8) -> Node? { edges[node << 8 | UInt32(byte)] }

  /// The number of the string that ends at the node.
  @inline(__always)
  func value(at node: Node) -> Int? {
    let value = values[Int(node)]
    return value < 0 ? nil : Int(value)
  }

  /// The node that a string leads to from `start`; it need not be the end of an inserted string.
  @inline(__always)
  func node(of string: some Sequence<UInt8>, from start: Node = root) -> Node? {
    var node = start
    for byte in string {
      guard let next = child(of: node, byte) else { return nil }
      node = next
    }
    return node
  }

  /// The number of a string.
  func value(of string: some Sequence<UInt8>) -> Int? {
    node(of: string).flatMap { value(at: $0) }
  }

  /// The number and the end of the longest match from `start` for the bytes of a range.
  @inline(__always)
  func longestMatch(from start: Node = root, of bytes: [UInt8], in range: Range<Int>) -> (value: Int, end: Int)? {
    var node = start
    var longest: (value: Int, end: Int)?
    for index in range {
      guard let next = child(of: node, bytes[index]) else { break }
      node = next
      if let value = value(at: node) { longest = (value, index + 1) }
    }
    return longest
  }

  /// Adds a string or replaces its number.
  mutating func insert(_ string: some Sequence<UInt8>, _ value: Int32) {
    var node = Self.root
    for byte in string {
      if let next = child(of: node, byte) {
        node = next
        continue
      }
      let next = Node(values.count)
      precondition(next < 1 << 24 - 1, "expected fewer than 2²⁴ nodes")
      values.append(-1)
      edges.insert(next, under: node << 8 | UInt32(byte))
      node = next
    }
    values[Int(node)] = value
  }
}
