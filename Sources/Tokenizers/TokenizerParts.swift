/// What a tokenizer is made of, as its files say.
struct TokenizerParts {
  var normalizer: Normalizer
  var preTokenizer: PreTokenizer
  var model: TokenizerModel
  var postProcessor = PostProcessor()
  var addedTokens: [AddedToken]
  /// The file that holds the vocabulary, for complaints.
  var source: String

  /// Whether a token stands in the vocabulary or beside it.
  func holds(_ token: String) -> Bool {
    model.vocabulary.id(of: token) != nil || addedTokens.contains { $0.content.utf8.elementsEqual(token.utf8) }
  }
}
