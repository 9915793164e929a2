/// Byte strings, each with a number, found byte by byte from the front.
///
/// The edges lie in one open-addressing hash table under (node, byte): to go one byte further costs one look-up, whatever
/// the vocabulary, and no `String` is made.
struct PieceTrie: Sendable {
  typealias Node = UInt32

  /// The empty string's node.
  static let root: Node = 0
  /// More bytes than this in all strings together could need more nodes than an edge can name.
  static let mostBytes = 1 << 24 - 1

  private struct Edge {
    /// The node in the upper 24 bits, the byte in the lower 8.
    var key: UInt32
    /// 0 marks a free slot, since no edge leads to the root.
    var child: Node
  }

  private var edges = [Edge](repeating: Edge(key: 0, child: 0), count: 64)
  private var shift: UInt32 = 32 - 6
  /// The number of the string that ends at each node; -1 where none does.
  private var values: [Int32] = [-1]

  /// Whether no string was ever inserted.
  var isEmpty: Bool { values.count == 1 }

  @inline(__always)
  func child(of node: Node, _ byte: UInt8) -> Node? {
    let child = edges[slot(of: node << 8 | UInt32(byte))].child
    return child == 0 ? nil : child
  }

  /// The number of the string that ends at the node.
  @inline(__always)
  func value(at node: Node) -> Int? {
    let value = values[Int(node)]
    return value < 0 ? nil : Int(value)
  }

  /// The node of a string, whether or not it is itself one of those inserted.
  func node(of string: some Sequence<UInt8>) -> Node? {
    var node = Self.root
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

  /// Inserts a string, or gives it another number.
  mutating func insert(_ string: some Sequence<UInt8>, _ value: Int32) {
    var node = Self.root
    for byte in string {
      if let next = child(of: node, byte) {
        node = next
        continue
      }
      if values.count > mostNodes { grow() }
      let next = Node(values.count)
      precondition(next < 1 << 24, "expected at most 2²⁴ nodes")
      values.append(-1)
      let key = node << 8 | UInt32(byte)
      edges[slot(of: key)] = Edge(key: key, child: next)
      node = next
    }
    values[Int(node)] = value
  }

  /// Where the edge is, or would be.
  @inline(__always)
  private func slot(of key: UInt32) -> Int {
    // Fibonacci hashing (Knuth, TAOCP volume 3, section 6.4): the upper bits of the product are the most mixed.
    var slot = Int((key &* 0x9E37_79B1) >> shift)
    while edges[slot].child != 0, edges[slot].key != key { slot = (slot + 1) & (edges.count - 1) }
    return slot
  }

  /// How many nodes the table takes before it grows: half of its slots, or three quarters where it is too large for the
  /// processor's caches anyway, so that the vocabulary of XLM-R takes 8 MB of them rather than 16.
  private var mostNodes: Int { edges.count < 1 << 20 ? edges.count / 2 : edges.count / 4 * 3 }

  private mutating func grow() {
    let old = edges
    edges = [Edge](repeating: Edge(key: 0, child: 0), count: old.count * 2)
    shift -= 1
    for edge in old where edge.child != 0 { edges[slot(of: edge.key)] = edge }
  }
}
