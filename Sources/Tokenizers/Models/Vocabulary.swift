/// A model's pieces and their ids.
struct Vocabulary: Sendable {
  /// The limit for a piece's bytes. Search time at each position of a text grows with the longest piece; real ones have
  /// fewer than half as many.
  static let pieceLengthLimit = 1024

  private(set) var trie = PieceTrie()
  /// All pieces, concatenated.
  private var text: [UInt8] = []
  /// Each id's range in `text`. If two pieces have one id, this has the later; the trie finds both.
  private var ranges: [Range<UInt32>] = []
  private static let noRange = UInt32.max..<UInt32.max
  /// The ranges of ids beyond `ranges`.
  private var sparseRanges: [Int: Range<UInt32>] = [:]
  /// The number of different pieces.
  private(set) var pieceCount = 0

  init() {}

  /// Creates an empty vocabulary with room for counted pieces; throws if they need too much memory.
  ///
  /// - Parameter fileSize: the bytes of the pieces' file.
  init(roomFor size: VocabularySize, fileSize: Int) throws(VocabularyError) {
    guard size.byteCount <= PieceTrie.byteLimit else { throw .tooLarge }
    let limit = VocabularySize.memoryLimit(forFileOf: fileSize)
    guard size.memory <= limit else {
      throw .tooMuchMemory(pieces: size.pieceCount, bytes: size.memory, limit: limit, fileSize: fileSize)
    }
    trie.reserveCapacity(size.nodeCount)
    text.reserveCapacity(size.byteCount)
    if let count = size.denseIDLimit {
      ranges = Array(repeating: Self.noRange, count: count)
    }
  }

  /// Adds a piece or replaces its id.
  ///
  /// Pieces are equal if their bytes are: "é" may be one scalar in one piece and two in another.
  mutating func insert(_ piece: String, id: Int) throws(VocabularyError) {
    guard let id32 = Int32(exactly: id), id >= 0 else { throw .idOutOfRange(piece: piece, id: id) }
    guard piece.utf8.count <= Self.pieceLengthLimit else { throw .pieceTooLong(bytes: piece.utf8.count) }
    let start = UInt32(text.count)
    text.append(contentsOf: piece.utf8)
    guard text.count <= PieceTrie.byteLimit else { throw .tooLarge }
    if trie.value(of: piece.utf8) == nil { pieceCount += 1 }
    trie.insert(piece.utf8, id32)
    let range = start..<UInt32(text.count)
    if id < ranges.count {
      ranges[id] = range
    } else if id == ranges.count {
      ranges.append(range)
      sparseRanges[id] = nil
    } else {
      sparseRanges[id] = range
    }
  }

  /// The piece with an id; nil if there is none.
  func piece(_ id: Int) -> String? {
    let range = ranges.indices.contains(id) ? ranges[id] : sparseRanges[id]
    guard let range, range != Self.noRange else { return nil }
    return String(decoding: text[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
  }

  /// Calls the body with each id and its piece, in no particular order.
  func forEach(_ body: (_ id: Int, _ piece: String) -> Void) {
    for id in ranges.indices {
      if let piece = piece(id) { body(id, piece) }
    }
    for id in sparseRanges.keys {
      if let piece = piece(id) { body(id, piece) }
    }
  }

  /// The highest id plus one.
  var idLimit: Int { max(ranges.count, (sparseRanges.keys.max() ?? -1) + 1) }

  func id(of piece: String) -> Int? { trie.value(of: piece.utf8) }

  /// The ids of the byte pieces `<0x00>` to `<0xFF>`; nil for each missing piece.
  var byteIDs: [Int32?] {
    (0...0xFF).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return id(of: "<0x\(byte < 0x10 ? "0" : "")\(digits)>").map { Int32($0) }
    }
  }
}

/// An error in a vocabulary or its merges. The description continues the name of the source.
enum VocabularyError: Error, CustomStringConvertible {
  case idOutOfRange(piece: String, id: Int)
  case pieceTooLong(bytes: Int)
  case tooLarge
  case tooManyTokens(count: Int)
  case tooLongTokens(bytes: Int)
  case tooMuchMemory(pieces: Int, bytes: Int, limit: Int, fileSize: Int)
  case lacksMergedPiece(String)
  case mergeShorterThanPrefix(piece: String, prefix: String)
  case tooManyMerges(limit: Int)

  var description: String {
    switch self {
    case .idOutOfRange(let piece, let id): "gives '\(piece)' the id \(id); ids go from 0 to \(Int32.max)"
    case .pieceTooLong(let bytes):
      "has a piece of \(bytes) bytes; up to \(Vocabulary.pieceLengthLimit) are supported"
    case .tooLarge: "has too many bytes of text; up to \(PieceTrie.byteLimit) are supported"
    case .tooManyTokens(let count): "has \(count) tokens; up to \(AddedTokens.countLimit) are supported"
    case .tooLongTokens(let bytes): "has \(bytes) bytes of text; up to \(AddedTokens.byteLimit) are supported"
    case .tooMuchMemory(let pieces, let bytes, let limit, let fileSize):
      "has \(pieces) pieces that need \(bytes >> 20) MB of memory; the limit for a file of \(fileSize) bytes is "
        + "\(limit >> 20) MB; download the file again"
    case .lacksMergedPiece(let piece):
      "needs the piece '\(piece)', which is not in the vocabulary; add it, or remove the merge"
    case .mergeShorterThanPrefix(let piece, let prefix):
      "joins '\(piece)', which is shorter than the prefix '\(prefix)'"
    case .tooManyMerges(let limit):
      "exceeds the limit of \(limit) merges for a file of this size; download the file again"
    }
  }
}
