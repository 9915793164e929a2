internal import JSON

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
