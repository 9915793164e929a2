/// A token that is found in a text as a whole, before it is cut into words.
struct AddedToken: Sendable, Hashable {
  var content: String
  /// Found only where no letter, digit, mark or underscore stands beside it.
  var isSingleWord = false
  /// Takes the white space before it along.
  var stripsLeft = false
  /// Takes the white space after it along.
  var stripsRight = false
  /// Looked for in the normalised text, in its normalised form.
  var isNormalized = false
}

/// The tokens that are found in texts as a whole, such as `[SEP]`.
///
/// As `AddedVocabulary` (tokenizers, added_vocabulary.rs).
struct AddedTokens: Sendable {
  /// Found in the text as typed.
  private(set) var asTyped = AddedTokenFinder()
  /// Found in the text after the normaliser.
  private(set) var normalized = AddedTokenFinder()
  /// What each token is called and its id.
  private(set) var entries = Vocabulary()

  /// How many there may be, and the bytes of all their contents: no model has so many, and each is kept several times.
  static let mostTokens = 1 << 17
  static let mostBytes = 1 << 20

  /// A token that the vocabulary holds keeps its id there; each other gets the next free one, whatever its file says.
  ///
  /// Of two tokens with one content the later counts. Of two that the normaliser makes alike the one with the lower id
  /// counts; Hugging Face takes either, by chance.
  init(_ tokens: [AddedToken], model: TokenizerModel, normalizer: Normalizer) throws(VocabularyError) {
    guard tokens.count <= Self.mostTokens else { throw .tooManyTokens(count: tokens.count) }
    let size = tokens.reduce(0) { $0 + $1.content.utf8.count }
    guard size <= Self.mostBytes else { throw .tooLongTokens(bytes: size) }
    var tokensByID: [Int: AddedToken] = [:]
    var nextID = model.pieceCount
    for token in tokens where !token.content.isEmpty {
      var id = entries.id(of: token.content) ?? model.vocabulary.id(of: token.content)
      if id == nil {
        id = nextID
        nextID += 1
      }
      guard let id else { continue }
      try entries.insert(token.content, id: id)
      tokensByID[id] = token
    }
    var bytes = 0
    for (id, token) in tokensByID.sorted(by: { $0.key < $1.key }) {
      let text = Array(token.content.utf8)
      if token.isNormalized {
        var result = NormalizedText()
        normalizer.normalize(text, in: 0..<text.count, into: &result)
        // Looking for a long one takes as much time as for a long piece.
        guard result.bytes.count <= Vocabulary.longestPiece else { throw .pieceTooLong(bytes: result.bytes.count) }
        bytes += result.bytes.count
        guard bytes <= PieceTrie.mostBytes else { throw .tooLarge }
        normalized.insert(token, id: id, pattern: result.bytes)
      } else {
        asTyped.insert(token, id: id, pattern: text)
      }
    }
  }
}
