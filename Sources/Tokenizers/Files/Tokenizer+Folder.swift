import Files
internal import JSON

extension Tokenizer {
  /// Loads the tokenizer of a model folder: tokenizer.json if it exists, otherwise vocab.txt, or vocab.json and merges.txt.
  /// Reads tokenizer_config.json, special_tokens_map.json and added_tokens.json if they exist.
  ///
  /// Ignores truncation and padding in tokenizer.json. With BERT's tokenizer class, the lowercasing, accent and ideograph
  /// settings of tokenizer_config.json override tokenizer.json, with a warning. Throws an error that names the component if one
  /// is not supported.
  public init(folder path: String) throws(TokenizerError) {
    let folder = try TokenizerFolder(path: path)
    let special: SpecialTokens
    let parts: TokenizerParts
    if let file = try folder.vocabularySettings("tokenizer.json") {
      var read = try TokenizerParts(tokenizerFile: file)
      try read.applyBertSettings(of: folder)
      parts = read
      special = try SpecialTokens(in: folder, parts.contains("<s>") && !parts.contains("[CLS]") ? .roberta : .bert)
    } else if let bytes = try folder.vocabularyBytes("vocab.txt") {
      special = try SpecialTokens(in: folder, .bert)
      parts = try TokenizerParts(vocabularyFile: bytes, special, in: folder)
    } else if let file = try folder.vocabularySettings("vocab.json") {
      special = try SpecialTokens(in: folder, .roberta)
      parts = try TokenizerParts(vocabularyFile: file, special, in: folder)
    } else if try folder.vocabularyBytes("sentencepiece.bpe.model") != nil {
      throw TokenizerError(
        "\(path)/sentencepiece.bpe.model is not supported; make a tokenizer.json from it with: python3 -c 'import sys; "
          + "from transformers import AutoTokenizer as A; A.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[1])' "
          + FilePath(text: path).quotedForShell
      )
    } else {
      throw TokenizerError(
        "\(path): none of tokenizer.json, vocab.txt and vocab.json was found; copy the tokenizer's files into the model folder"
      )
    }
    try self.init(parts, special, modelMaxLength: Self.modelMaxLength(in: folder))
  }

  private init(_ parts: TokenizerParts, _ special: SpecialTokens, modelMaxLength: Int?) throws(TokenizerError) {
    normalizer = parts.normalizer
    preTokenizer = parts.preTokenizer
    model = parts.model
    let vocabulary = model.vocabulary
    let postProcessor = parts.postProcessor
    trimming = OffsetTrimming(passes: postProcessor.trimmings, vocabulary: vocabulary)
    let (model, normalizer) = (parts.model, parts.normalizer)
    let addedTokens = try TokenizerError.attributing(to: "\(parts.source): the list of added tokens") {
      try AddedTokens(parts.addedTokens, model: model, normalizer: normalizer)
    }
    func isKnown(_ id: Int) -> Bool { addedTokens.entries.piece(id) != nil || vocabulary.piece(id) != nil }
    func id(of role: String) -> Int? {
      guard let content = special.content(of: role) else { return nil }
      return addedTokens.entries.id(of: content) ?? vocabulary.id(of: content)
    }
    guard let start = postProcessor.startAndEnd?.start ?? id(of: "cls_token"),
      let end = postProcessor.startAndEnd?.end ?? id(of: "sep_token"), isKnown(start), isKnown(end)
    else {
      throw TokenizerError(
        "\(parts.source) lacks the tokens that begin and end a text, "
          + "'\(special.content(of: "cls_token") ?? "cls_token")' and '\(special.content(of: "sep_token") ?? "sep_token")'; "
          + "set cls_token and sep_token in tokenizer_config.json, or in the post-processor, to tokens of the vocabulary"
      )
    }
    self.addedTokens = addedTokens
    startID = start
    endID = end
    vocabularyCount = max(vocabulary.idLimit, addedTokens.entries.idLimit)
    self.modelMaxLength = modelMaxLength
    warnings = parts.warnings
  }

  private static func modelMaxLength(in folder: TokenizerFolder) throws(TokenizerError) -> Int? {
    guard let setting = folder.config?["model_max_length"] else { return nil }
    guard let length = setting.json.doubleValue else { throw setting.error("is not a number") }
    // transformers writes int(1e30) for "no limit".
    return (1...1e9).contains(length) ? Int(length) : nil
  }
}
