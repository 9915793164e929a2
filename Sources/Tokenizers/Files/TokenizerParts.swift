internal import JSON

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

extension TokenizerParts {
  /// Reads a tokenizer.json.
  init(tokenizerFile file: SettingsValue) throws(TokenizerError) {
    if let version = try file["version"]?.string(), version != "1.0" {
      throw file.error("has version \(version); save it again with a release of tokenizers that writes version 1.0")
    }
    source = file.file
    model = try TokenizerModel(try file.required("model"))
    normalizer = try Normalizer(file["normalizer"])
    preTokenizer = try PreTokenizer(file["pre_tokenizer"])
    postProcessor = try PostProcessor(file["post_processor"])
    addedTokens = []
    for token in try file["added_tokens"]?.elements(atMost: AddedTokens.mostTokens) ?? [] {
      addedTokens.append(try token.addedToken(isSpecial: false))
    }
  }
}
