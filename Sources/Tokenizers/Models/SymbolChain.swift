/// A linked list of a word's symbols, which merges adjacent symbols from characters into pieces.
///
/// The pair with the lowest rank merges first, the leftmost of equal ones, until no pair can merge. A heap keeps the
/// candidates, so that a word of n characters takes n log n steps. Candidates whose symbols have merged otherwise in the
/// meantime are skipped.
struct SymbolChain {
  struct Symbol {
    /// The piece's id.
    fileprivate(set) var id: Int32
    /// The number of the word's bytes it covers; 0 after it merged into another symbol.
    fileprivate(set) var length: Int32
    fileprivate var previous: Int32
    fileprivate var next: Int32
  }

  private var symbols: [Symbol] = []
  /// A binary heap, smallest first, of ranks in the upper half and the positions of left symbols in the lower.
  private var queue: [UInt64] = []

  init(capacity: Int) { symbols.reserveCapacity(capacity) }

  /// The only symbol; nil if there are several or none.
  var onlySymbol: Symbol? {
    guard let first = symbols.first, first.next >= symbols.count else { return nil }
    return first
  }

  mutating func append(id: Int32, length: Int) {
    let position = Int32(symbols.count)
    symbols.append(
      Symbol(id: id, length: Int32(truncatingIfNeeded: length), previous: position - 1, next: position + 1))
  }

  /// Calls the body with the symbols in order.
  func forEach(_ body: (Symbol) -> Void) {
    var position = 0
    while position < symbols.count {
      body(symbols[position])
      position = Int(symbols[position].next)
    }
  }

  mutating func merge(by merges: MergeTable) {
    for position in symbols.indices.dropLast() { enqueue(position, merges) }
    while let (rank, position) = dequeue() {
      let next = Int(symbols[position].next)
      guard symbols[position].length > 0, next < symbols.count,
        let merge = merges[symbols[position].id, symbols[next].id], merge.rank == rank
      else { continue }
      let after = symbols[next].next
      symbols[position].id = merge.id
      symbols[position].length += symbols[next].length
      symbols[position].next = after
      symbols[next].length = 0
      if after < symbols.count { symbols[Int(after)].previous = Int32(position) }
      if symbols[position].previous >= 0 { enqueue(Int(symbols[position].previous), merges) }
      enqueue(position, merges)
    }
  }

  private mutating func enqueue(_ position: Int, _ merges: MergeTable) {
    let next = Int(symbols[position].next)
    guard next < symbols.count, let merge = merges[symbols[position].id, symbols[next].id] else { return }
    queue.append(UInt64(merge.rank) << 32 | UInt64(position))
    var child = queue.count - 1
    while child > 0, queue[child] < queue[(child - 1) / 2] {
      queue.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func dequeue() -> (rank: UInt32, position: Int)? {
    guard let last = queue.popLast() else { return nil }
    guard let first = queue.first else { return Self.entry(last) }
    queue[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child + 1 < queue.count, queue[child + 1] < queue[child] { child += 1 }
      guard child < queue.count, queue[child] < queue[parent] else { break }
      queue.swapAt(parent, child)
      parent = child
    }
    return Self.entry(first)
  }

  private static func entry(_ packed: UInt64) -> (rank: UInt32, position: Int) {
    (UInt32(truncatingIfNeeded: packed >> 32), Int(UInt32(truncatingIfNeeded: packed)))
  }
}
