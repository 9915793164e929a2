/// Byte strings, each with a number, found byte by byte from the front.
///
/// The edges lie in one hash table under (node, byte): to go one byte further costs one look-up, whatever the vocabulary,
/// and no `String` is made.
struct PieceTrie: Sendable {
  typealias Node = UInt32

  /// The empty string's node.
  static let root: Node = 0
  /// More bytes than this in all strings together could need more nodes than an edge can name.
  static let mostBytes = 1 << 24 - 2

  /// The node in the upper 24 bits, the byte in the lower 8.
  private var edges = HashTable<UInt32, Node>(filler: root)
  /// The number of the string that ends at each node; -1 where none does.
  private var values: [Int32] = [-1]

  /// Makes room for so many nodes at once.
  mutating func reserveCapacity(_ nodes: Int) {
    edges.reserveCapacity(nodes, filler: Self.root)
    values.reserveCapacity(nodes + 1)
  }

  /// The bytes that so many nodes take.
  static func memory(forNodes nodes: Int) -> Int {
    HashTable<UInt32, Node>.memory(forKeys: nodes) + MemoryLayout<Int32>.stride * nodes
  }

  /// How many nodes there are, that of the empty string included.
  var nodeCount: Int { values.count }

  /// Whether no string was ever inserted.
  var isEmpty: Bool { values.count == 1 }

  @inline(__always)
  func child(of node: Node, _ byte: UInt8) -> Node? { edges[node << 8 | UInt32(byte)] }

  /// The number of the string that ends at the node.
  @inline(__always)
  func value(at node: Node) -> Int? {
    let value = values[Int(node)]
    return value < 0 ? nil : Int(value)
  }

  /// The node of a string that goes on from a node, whether or not it is itself one of those inserted.
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

  /// The longest string that goes on from a node with the bytes of a range: its number and where it ends.
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

  /// Inserts a string, or gives it another number.
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
