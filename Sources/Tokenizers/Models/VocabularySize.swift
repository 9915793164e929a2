internal import Foundation

/// What a vocabulary will take in memory, found out before any of it is built.
///
/// Nearly all of it is the trie, whose nodes are the different beginnings of all pieces. Those are counted without being kept,
/// by linear counting (Whang et al., "A linear-time probabilistic counting algorithm", 1990): each sets one bit of a bitmap,
/// and the share of bits that stay clear tells how many there were.
struct VocabularySize {
  private(set) var pieceCount = 0
  /// The bytes of all pieces.
  private(set) var byteCount = 0
  private var highestID = 0
  private var bits: [UInt64]
  /// How far the hash of a beginning is shifted to give a bit.
  private let shift: UInt64
  // Drawn anew each time, so that no file can be made whose beginnings share their bits.
  private let multiplier = UInt64.random(in: 0...UInt64.max) | 1

  /// - Parameter mostBytes: a bound for the bytes of all pieces.
  init(mostBytes: Int) {
    var exponent = 10
    while 1 << exponent < 2 * min(mostBytes, PieceTrie.mostBytes) { exponent += 1 }
    bits = Array(repeating: 0, count: 1 << (exponent - 6))
    shift = UInt64(64 - exponent)
  }

  /// Counts a piece.
  mutating func add(_ piece: some Sequence<UInt8>, id: Int) {
    pieceCount += 1
    highestID = max(highestID, id)
    var hash = multiplier
    for byte in piece {
      byteCount += 1
      hash = (hash ^ UInt64(byte) &+ 1) &* multiplier
      hash ^= hash >> 32
      let bit = Int(truncatingIfNeeded: (hash &* multiplier) >> shift)
      bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  /// About how many nodes the trie will have.
  var nodeCount: Int {
    let size = Double(64 * bits.count)
    let clear = Double(bits.reduce(0) { $0 + (~$1).nonzeroBitCount })
    return min(byteCount, Int(1.01 * size * -log(max(clear, 1) / size)) + 16)
  }

  /// One more than the highest id, where most ids below it are given; otherwise nil.
  var denseIDLimit: Int? { highestID < 2 * pieceCount + 1024 ? highestID + 1 : nil }

  /// The bytes that the vocabulary and what a model keeps for each of its pieces will take.
  var memory: Int {
    let nodes = nodeCount
    let places = denseIDLimit.map { 8 * $0 } ?? 64 * pieceCount
    return PieceTrie.memory(forNodes: nodes) + 4 * nodes + byteCount + places + 8 * pieceCount
  }

  /// How much a vocabulary may take that is read from a file of so many bytes, beside the file's own values: the
  /// 500,000 pieces of LaBSE, the most that there are in a vocab.txt, take some 60 MB and are written in 5 MB.
  static func mostMemory(forFileOf bytes: Int) -> Int { 3 * bytes + (56 << 20) }
}
