internal import Foundation

/// An estimate of a vocabulary's memory before it is built.
///
/// The trie takes nearly all of it, and its nodes are the distinct prefixes of all pieces. Linear counting (Whang et al.,
/// "A linear-time probabilistic counting algorithm", 1990) counts them without storing them: each prefix sets one bit of
/// a bitmap, and the share of clear bits gives the count.
struct VocabularySize {
  private(set) var pieceCount = 0
  /// The bytes of all pieces.
  private(set) var byteCount = 0
  private var highestID = 0
  private var bits: [UInt64]
  /// The shift from a prefix's hash to its bit.
  private let shift: UInt64
  // Random, so that no file can be crafted whose prefixes share their bits.
  private let multiplier = UInt64.random(in: 0...UInt64.max) | 1

  /// - Parameter byteLimit: an upper bound for the bytes of all pieces.
  init(byteLimit: Int) {
    var exponent = 10
    while 1 << exponent < 2 * min(byteLimit, PieceTrie.byteLimit) { exponent += 1 }
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

  /// The estimated number of trie nodes.
  var nodeCount: Int {
    let size = Double(64 * bits.count)
    let clear = Double(bits.reduce(0) { $0 + (~$1).nonzeroBitCount })
    return min(byteCount, Int(1.01 * size * -log(max(clear, 1) / size)) + 16)
  }

  /// The highest id plus one if most ids below it are used; otherwise nil.
  var denseIDLimit: Int? { highestID < 2 * pieceCount + 1024 ? highestID + 1 : nil }

  /// The estimated bytes of the vocabulary and of a model's data for each piece.
  var memory: Int {
    let nodes = nodeCount
    let ranges = denseIDLimit.map { 8 * $0 } ?? 64 * pieceCount
    return PieceTrie.memory(forNodes: nodes) + 4 * nodes + byteCount + ranges + 8 * pieceCount
  }

  /// The limit for a vocabulary's memory, besides the file's own values. The largest known vocab.txt, LaBSE's with 500,000
  /// pieces, has 5 MB and needs some 60 MB.
  static func memoryLimit(forFileOf bytes: Int) -> Int { 3 * bytes + (56 << 20) }
}
