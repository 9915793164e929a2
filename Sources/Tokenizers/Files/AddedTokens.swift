/// A token that is found in a text before the text is split into words.
struct AddedToken: Sendable, Hashable {
  var content: String
  /// Whether it matches only without a letter, digit, mark or underscore next to it.
  var isSingleWord = false
  /// Whether a match includes the white space before it.
  var stripsLeft = false
  /// Whether a match includes the white space after it.
  var stripsRight = false
  /// Whether its normalised form is matched against the normalised text.
  var isNormalized = false
}

/// The added tokens of a tokenizer, such as `[SEP]`.
///
/// Follows `AddedVocabulary` (tokenizers, added_vocabulary.rs).
struct AddedTokens: Sendable {
  /// Finds the tokens that are matched against the text as typed.
  private(set) var asTyped = AddedTokenFinder()
  /// Finds the tokens that are matched against the normalised text.
  private(set) var normalized = AddedTokenFinder()
  /// Each token's content and id.
  private(set) var entries = Vocabulary()

  /// Limits for the number of tokens and for the bytes of all contents, each of which is stored several times. Real models
  /// stay far below.
  static let countLimit = 1 << 17
  static let byteLimit = 1 << 20

  /// Gives each token its id in the vocabulary, or else the next free id; the ids in the file are ignored.
  ///
  /// Later tokens override earlier ones with the same content. If two tokens have the same normalised form, the lower id
  /// wins; Hugging Face picks either, by chance.
  init(_ tokens: [AddedToken], model: TokenizerModel, normalizer: Normalizer) throws(VocabularyError) {
    guard tokens.count <= Self.countLimit else { throw .tooManyTokens(count: tokens.count) }
    let size = tokens.reduce(0) { $0 + $1.content.utf8.count }
    guard size <= Self.byteLimit else { throw .tooLongTokens(bytes: size) }
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
        // Search time grows with the pattern, as for a piece.
        guard result.bytes.count <= Vocabulary.pieceLengthLimit else { throw .pieceTooLong(bytes: result.bytes.count) }
        bytes += result.bytes.count
        guard bytes <= PieceTrie.byteLimit else { throw .tooLarge }
        normalized.insert(token, id: id, pattern: result.bytes)
      } else {
        asTyped.insert(token, id: id, pattern: text)
      }
    }
  }
}
