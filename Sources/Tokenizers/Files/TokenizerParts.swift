internal import JSON

/// The components of a tokenizer as its files describe them.
struct TokenizerParts {
  var normalizer: Normalizer
  var preTokenizer: PreTokenizer
  var model: TokenizerModel
  var postProcessor = PostProcessor()
  var addedTokens: [AddedToken]
  /// The vocabulary's file, for error messages.
  var source: String
  /// Sentences about files that contradict each other.
  var warnings: [String] = []

  /// Whether a token is in the vocabulary or an added token.
  func contains(_ token: String) -> Bool {
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
    for token in try file["added_tokens"]?.elements(atMost: AddedTokens.countLimit) ?? [] {
      addedTokens.append(try token.addedToken(isSpecial: false))
    }
  }
}
