/// Which pairs of pieces merge into one, and which of them first.
struct MergeTable: Sendable {
  struct Merge {
    /// The lower goes first.
    var rank: UInt32
    var id: Int32
  }

  /// Under both ids, which are not negative.
  private var merges = HashTable<UInt64, Merge>(filler: Merge(rank: 0, id: 0))

  /// How many pairs were appended, equal ones included.
  private var rank = 0
  private let mostMerges: Int

  /// - Parameter fileSize: the bytes of the file that the pairs come from. A pair takes up to 64 bytes of memory while the
  ///   table grows: all together twice the file and 32 MB at most.
  init(fileSize: Int) { self.init(mostMerges: (2 * fileSize + (32 << 20)) / 64) }

  init(mostMerges: Int) { self.mostMerges = mostMerges }

  /// Adds a pair of pieces to be merged after those appended before.
  ///
  /// - Parameter prefix: what pieces begin with that continue a word.
  mutating func append(
    _ left: String, _ right: String, of vocabulary: Vocabulary, prefix: String
  ) throws(VocabularyError) {
    func id(_ piece: String) throws(VocabularyError) -> Int32 {
      guard let id = vocabulary.id(of: piece) else { throw .lacksMergedPiece(piece) }
      return Int32(id)
    }
    // The prefix disappears inside a word; as at Hugging Face, whatever stands in its place does.
    guard right.utf8.count >= prefix.utf8.count, let rest = String(right.utf8.dropFirst(prefix.utf8.count)) else {
      throw .mergeShorterThanPrefix(piece: right, prefix: prefix)
    }
    insert(
      try id(left), try id(right), Merge(rank: UInt32(truncatingIfNeeded: rank), id: try id(left + rest)))
    rank += 1
    guard merges.count <= mostMerges else { throw .tooManyMerges(most: mostMerges) }
  }

  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? { merges[Self.pair(left, right)] }

  /// Adds a pair, or gives it another merge.
  private mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    merges.insert(merge, under: Self.pair(left, right))
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
