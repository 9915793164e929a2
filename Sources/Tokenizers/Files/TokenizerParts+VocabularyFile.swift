extension TokenizerParts {
  /// Reads a vocab.txt, one piece a line, and the normaliser's settings in tokenizer_config.json.
  ///
  /// Follows `BertTokenizer` of transformers 5 (tokenization_bert.py). It always cleans texts, has the prefix `##` and
  /// limits words to 100 scalars.
  init(vocabularyFile bytes: [UInt8], _ special: SpecialTokens, in folder: TokenizerFolder) throws(TokenizerError) {
    source = folder.path + "/vocab.txt"
    try folder.requireClass(in: Self.bertClasses.union(["PreTrainedTokenizer", "TokenizersBackend"]), for: "vocab.txt")
    normalizer = .bert(BertNormalizer(try folder.bertSettings()))
    preTokenizer = .bert(BertPreTokenizer())
    model = .wordPiece(
      try WordPiece(
        vocabulary: try Self.vocabulary(bytes, source), unknownToken: special.content(of: "unk_token") ?? "[UNK]",
        source: source))
    addedTokens = special.all
  }

  /// Reads the pieces; a piece's id is its line number from 0. Follows `WordPiece::read_file` (tokenizers,
  /// models/wordpiece/mod.rs): removes white space at line ends, and later lines override equal earlier ones.
  private static func vocabulary(_ bytes: [UInt8], _ source: String) throws(TokenizerError) -> Vocabulary {
    var size = VocabularySize(byteLimit: bytes.count)
    for (id, line) in FileLines(of: bytes).enumerated() { size.add(line, id: id) }
    let unicode = ScalarProperties.shared
    var vocabulary = try TokenizerError.attributing(to: source) { try Vocabulary(roomFor: size, fileSize: bytes.count) }
    for (id, line) in FileLines(of: bytes).enumerated() {
      let text = try TokenizerError.requireUTF8(line, number: id + 1, of: source)
      var piece = text.unicodeScalars[...]
      while let last = piece.last, unicode.traits(of: last.value).contains(.whitespace) { piece.removeLast() }
      try TokenizerError.attributing(to: source) { try vocabulary.insert(String(piece), id: id) }
    }
    return vocabulary
  }
}

extension TokenizerFolder {
  /// Throws if tokenizer_config.json names a tokenizer class, fast or slow, outside `classes`, or another splitting of
  /// words. If it names none, config.json may, as for Japanese BERTs.
  func requireClass(in classes: Set<String>, for file: String) throws(TokenizerError) {
    let advice = "which is not supported with a \(file); add the tokenizer.json that transformers saves"
    var setting = config?["tokenizer_class"]
    if setting == nil { setting = try settings("config.json")?["tokenizer_class"] }
    if let setting {
      let name = try setting.string()
      guard classes.contains(name.hasSuffix("Fast") ? String(name.dropLast(4)) : name) else {
        throw setting.error("is \(name), \(advice)")
      }
    }
    for (key, supported) in [("word_tokenizer_type", "basic"), ("subword_tokenizer_type", "wordpiece")] {
      if let setting = config?[key], try setting.string() != supported {
        throw setting.error("is \(try setting.string()), \(advice)")
      }
    }
  }
}
