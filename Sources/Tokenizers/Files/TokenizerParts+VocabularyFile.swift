extension TokenizerParts {
  /// Reads a vocab.txt, one piece a line, with what tokenizer_config.json says about the normaliser.
  ///
  /// As `BertTokenizer` of transformers 5 (tokenization_bert.py), which cleans texts and has the prefix `##` and words of at
  /// most 100 scalars whatever the configuration says.
  init(vocabularyFile bytes: [UInt8], _ special: SpecialTokens, in folder: TokenizerFolder) throws(TokenizerError) {
    source = folder.path + "/vocab.txt"
    let config = folder.config
    try folder.requireClass(of: Self.classes, besides: "vocab.txt")
    let lowercases = try config?["do_lower_case"]?.bool() ?? true
    let settings = BertNormalizer.Settings(
      spacesIdeographs: try config?["tokenize_chinese_chars"]?.bool() ?? true,
      stripsAccents: try config?["strip_accents"]?.bool() ?? lowercases,
      lowercases: lowercases)
    normalizer = .bert(BertNormalizer(settings))
    preTokenizer = .bert(BertPreTokenizer())
    model = .wordPiece(
      try WordPiece(
        vocabulary: try Self.vocabulary(bytes, source), unknownToken: special.content(of: "unk_token") ?? "[UNK]",
        source: source))
    addedTokens = special.all
  }

  /// Tokenizers of transformers that read a vocab.txt just as BERT's does.
  private static let classes: Set<String> = [
    "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer",
    "SqueezeBertTokenizer", "RetriBertTokenizer", "LayoutLMTokenizer", "DPRQuestionEncoderTokenizer",
    "RealmTokenizer", "PreTrainedTokenizer", "TokenizersBackend",
  ]

  /// The line's number is the id. As `WordPiece::read_file` (tokenizers, models/wordpiece/mod.rs): white space at a line's
  /// end is no part of it, and of two equal lines the later counts.
  private static func vocabulary(_ bytes: [UInt8], _ source: String) throws(TokenizerError) -> Vocabulary {
    var size = VocabularySize(mostBytes: bytes.count)
    for (id, line) in FileLines(of: bytes).enumerated() { size.add(line, id: id) }
    let unicode = ScalarProperties.shared
    var vocabulary = try TokenizerError.naming(source) { try Vocabulary(roomFor: size, fileSize: bytes.count) }
    for (id, line) in FileLines(of: bytes).enumerated() {
      let text = try TokenizerError.requireUTF8(line, number: id + 1, of: source)
      var piece = text.unicodeScalars[...]
      while let last = piece.last, unicode.traits(of: last.value).contains(.whitespace) { piece.removeLast() }
      try TokenizerError.naming(source) { try vocabulary.insert(String(piece), id: id) }
    }
    return vocabulary
  }
}

extension TokenizerFolder {
  /// Refuses a class of tokenizers, fast or slow, that reads that file in another way than those listed. Where
  /// tokenizer_config.json names none, config.json may, as that of Japanese BERTs does.
  func requireClass(of classes: Set<String>, besides file: String) throws(TokenizerError) {
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
