/// A model's pieces and their ids.
struct Vocabulary: Sendable {
  private(set) var trie = PieceTrie()
  /// The piece of each id. Of two pieces with one id the later stays; both are found in texts.
  private var pieces: [Int: String] = [:]
  /// How many different pieces there are.
  private(set) var pieceCount = 0
  private var bytes = 0

  /// Adds a piece; one that is there already gets the new id.
  ///
  /// Pieces are told apart by their bytes: "é" may be one scalar in one piece and two in another.
  mutating func insert(_ piece: String, id: Int) throws(VocabularyError) {
    guard let id32 = Int32(exactly: id), id >= 0 else { throw .idOutOfRange(piece: piece, id: id) }
    bytes += piece.utf8.count
    guard bytes <= PieceTrie.mostBytes else { throw .tooLarge }
    if trie.value(of: piece.utf8) == nil { pieceCount += 1 }
    trie.insert(piece.utf8, id32)
    pieces[id] = piece
  }

  /// The piece of an id; nil where none has it.
  func piece(_ id: Int) -> String? { pieces[id] }

  /// All ids and their pieces, in no order.
  func forEach(_ body: (_ id: Int, _ piece: String) -> Void) {
    for (id, piece) in pieces { body(id, piece) }
  }

  /// One more than the highest id.
  var idLimit: Int { (pieces.keys.max() ?? -1) + 1 }

  func id(of piece: String) -> Int? { trie.value(of: piece.utf8) }
}

/// Why a vocabulary cannot be held.
enum VocabularyError: Error {
  case idOutOfRange(piece: String, id: Int)
  case tooLarge

  var reason: String {
    switch self {
    case .idOutOfRange(let piece, let id): "gives '\(piece)' the id \(id); ids go from 0 to \(Int32.max)"
    case .tooLarge: "is larger than \(PieceTrie.mostBytes) bytes of text, the most that fits"
    }
  }
}
