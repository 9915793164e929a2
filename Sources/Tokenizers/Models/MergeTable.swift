/// The pairs of pieces that merge into one piece, with their ranks.
struct MergeTable: Sendable {
  struct Merge {
    /// Lower ranks merge first.
    var rank: UInt32
    var id: Int32
  }

  /// Merges by both ids, which are not negative.
  private var merges = HashTable<UInt64, Merge>(filler: Merge(rank: 0, id: 0))

  /// The number of appended pairs, including duplicates.
  private var rank = 0
  private let limit: Int

  /// - Parameter fileSize: the bytes of the merges' file. A pair takes up to 64 bytes of memory while the table grows; the
  ///   limit for all pairs is twice the file and 32 MB.
  init(fileSize: Int) { self.init(limit: (2 * fileSize + (32 << 20)) / 64) }

  init(limit: Int) { self.limit = limit }

  /// Adds a pair of pieces with the next rank.
  ///
  /// - Parameter prefix: the prefix of pieces that continue a word.
  mutating func append(
    _ left: String, _ right: String, of vocabulary: Vocabulary, prefix: String
  ) throws(VocabularyError) {
    func id(_ piece: String) throws(VocabularyError) -> Int32 {
      guard let id = vocabulary.id(of: piece) else { throw .lacksMergedPiece(piece) }
      return Int32(id)
    }
    // The prefix disappears inside a word. As in Hugging Face's library, so do any other bytes in its place.
    guard right.utf8.count >= prefix.utf8.count, let rest = String(right.utf8.dropFirst(prefix.utf8.count)) else {
      throw .mergeShorterThanPrefix(piece: right, prefix: prefix)
    }
    insert(
      try id(left), try id(right), Merge(rank: UInt32(truncatingIfNeeded: rank), id: try id(left + rest)))
    rank += 1
    guard merges.count <= limit else { throw .tooManyMerges(limit: limit) }
  }

  @inline(__always)
  subscript(left: Int32, right: Int32) -> Merge? { merges[Self.pair(left, right)] }

  /// Adds or replaces the merge of a pair.
  private mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    merges.insert(merge, under: Self.pair(left, right))
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
