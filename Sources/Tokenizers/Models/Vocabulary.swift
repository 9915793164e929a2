/// A model's pieces and their ids.
struct Vocabulary: Sendable {
  /// In bytes. To look for the pieces that begin at one place of a text takes time in proportion to the longest, and no
  /// real one is half as long.
  static let longestPiece = 1024

  private(set) var trie = PieceTrie()
  /// The pieces one after another.
  private var text: [UInt8] = []
  /// Where the piece of each id stands in the text. Of two pieces with one id the later stays; both are found in texts.
  private var places: [Range<UInt32>] = []
  private static let noPlace = UInt32.max..<UInt32.max
  /// The same for ids that do not follow those before.
  private var otherPlaces: [Int: Range<UInt32>] = [:]
  /// How many different pieces there are.
  private(set) var pieceCount = 0

  init() {}

  /// An empty vocabulary with room for pieces that were counted.
  ///
  /// - Parameter fileSize: the bytes of the file that the pieces come from.
  init(roomFor size: VocabularySize, fileSize: Int) throws(VocabularyError) {
    guard size.byteCount <= PieceTrie.mostBytes else { throw .tooLarge }
    let most = VocabularySize.mostMemory(forFileOf: fileSize)
    guard size.memory <= most else {
      throw .tooMuchMemory(pieces: size.pieceCount, bytes: size.memory, most: most, fileSize: fileSize)
    }
    trie.reserveCapacity(size.nodeCount)
    text.reserveCapacity(size.byteCount)
    if let limit = size.denseIDLimit {
      places = Array(repeating: Self.noPlace, count: limit)
    }
  }

  /// Adds a piece; one that is there already gets the new id.
  ///
  /// Pieces are told apart by their bytes: "é" may be one scalar in one piece and two in another.
  mutating func insert(_ piece: String, id: Int) throws(VocabularyError) {
    guard let id32 = Int32(exactly: id), id >= 0 else { throw .idOutOfRange(piece: piece, id: id) }
    guard piece.utf8.count <= Self.longestPiece else { throw .pieceTooLong(bytes: piece.utf8.count) }
    let start = UInt32(text.count)
    text.append(contentsOf: piece.utf8)
    guard text.count <= PieceTrie.mostBytes else { throw .tooLarge }
    if trie.value(of: piece.utf8) == nil { pieceCount += 1 }
    trie.insert(piece.utf8, id32)
    let place = start..<UInt32(text.count)
    if id < places.count {
      places[id] = place
    } else if id == places.count {
      places.append(place)
      otherPlaces[id] = nil
    } else {
      otherPlaces[id] = place
    }
  }

  /// The piece of an id; nil where none has it.
  func piece(_ id: Int) -> String? {
    let place = places.indices.contains(id) ? places[id] : otherPlaces[id]
    guard let place, place != Self.noPlace else { return nil }
    return String(decoding: text[Int(place.lowerBound)..<Int(place.upperBound)], as: UTF8.self)
  }

  /// All ids and their pieces, in no order.
  func forEach(_ body: (_ id: Int, _ piece: String) -> Void) {
    for id in places.indices {
      if let piece = piece(id) { body(id, piece) }
    }
    for id in otherPlaces.keys {
      if let piece = piece(id) { body(id, piece) }
    }
  }

  /// One more than the highest id.
  var idLimit: Int { max(places.count, (otherPlaces.keys.max() ?? -1) + 1) }

  func id(of piece: String) -> Int? { trie.value(of: piece.utf8) }

  /// The ids of the pieces `<0x00>` to `<0xFF>`, which stand for bytes; nil for each that is missing.
  var byteIDs: [Int32?] {
    (0...0xFF).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return id(of: "<0x\(byte < 0x10 ? "0" : "")\(digits)>").map { Int32($0) }
    }
  }
}

/// Why a vocabulary cannot be held, or a merge of its pieces cannot be.
enum VocabularyError: Error, CustomStringConvertible {
  case idOutOfRange(piece: String, id: Int)
  case pieceTooLong(bytes: Int)
  case tooLarge
  case tooManyTokens(count: Int)
  case tooLongTokens(bytes: Int)
  case tooMuchMemory(pieces: Int, bytes: Int, most: Int, fileSize: Int)
  case lacksMergedPiece(String)
  case mergeShorterThanPrefix(piece: String, prefix: String)
  case tooManyMerges(most: Int)

  var description: String {
    switch self {
    case .idOutOfRange(let piece, let id): "gives '\(piece)' the id \(id); ids go from 0 to \(Int32.max)"
    case .pieceTooLong(let bytes):
      "holds a piece of \(bytes) bytes; pieces of up to \(Vocabulary.longestPiece) are supported"
    case .tooLarge: "is larger than \(PieceTrie.mostBytes) bytes of text, the most that fits"
    case .tooManyTokens(let count): "has \(count) tokens; up to \(AddedTokens.mostTokens) are supported"
    case .tooLongTokens(let bytes): "has \(bytes) bytes of text; up to \(AddedTokens.mostBytes) are supported"
    case .tooMuchMemory(let pieces, let bytes, let most, let fileSize):
      "holds \(pieces) pieces that take \(bytes >> 20) MB of memory, more than the \(most >> 20) MB that a file of "
        + "\(fileSize) bytes may; take the file from where the model comes from"
    case .lacksMergedPiece(let piece): "needs the piece '\(piece)', which the vocabulary lacks"
    case .mergeShorterThanPrefix(let piece, let prefix):
      "joins '\(piece)', which is shorter than the prefix '\(prefix)'"
    case .tooManyMerges(let most):
      "is beyond the \(most) merges that a file of this size may have; take the file from where the model comes from"
    }
  }
}
