internal import JSON

extension TokenizerModel {
  /// Reads the `model` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    switch try setting.requireType(["WordPiece", "BPE", "Unigram"], guess: setting.untaggedModelType) {
    case "BPE": self = .bytePairs(try BytePairEncoding(setting))
    case "Unigram": self = .unigram(try Unigram(setting))
    default: self = .wordPiece(try WordPiece(setting))
    }
  }
}

extension WordPiece {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    try self.init(
      vocabulary: try setting.required("vocab").vocabulary(),
      unknownToken: try setting.required("unk_token").string(),
      prefix: try setting.required("continuing_subword_prefix").string(),
      longestWord: try setting.required("max_input_chars_per_word").int(),
      source: setting.file)
  }

  /// - Parameter source: the file that the vocabulary comes from, for complaints.
  init(
    vocabulary: Vocabulary, unknownToken: String, prefix: String = "##", longestWord: Int = 100, source: String
  ) throws(TokenizerError) {
    guard let unknownID = vocabulary.id(of: unknownToken) else {
      throw TokenizerError(source, lacksUnknownToken: unknownToken)
    }
    self.init(vocabulary: vocabulary, unknownID: unknownID, prefix: prefix, longestWord: longestWord)
  }
}

extension SettingsValue {
  /// What a model without a type is: files of tokenizers before 0.8 leave it out.
  fileprivate var untaggedModelType: String? {
    if self["merges"] != nil { return "BPE" }
    if self["vocab"]?.json.arrayValue != nil { return "Unigram" }
    return self["max_input_chars_per_word"] != nil ? "WordPiece" : "WordLevel"
  }

  /// An object of pieces and ids.
  func vocabulary() throws(TokenizerError) -> Vocabulary {
    guard let pieces = json.objectValue else { throw error("is not an object of pieces and ids") }
    var size = VocabularySize(mostBytes: fileSize)
    for (piece, value) in pieces { size.add(piece.utf8, id: value.intValue ?? 0) }
    var vocabulary = try self.vocabulary(roomFor: size)
    for (piece, value) in pieces {
      guard let id = value.intValue else { throw error("gives '\(piece)' an id that is not a whole number") }
      try TokenizerError.naming(name) { try vocabulary.insert(piece, id: id) }
    }
    return vocabulary
  }

  /// An empty vocabulary for pieces of this value that were counted.
  func vocabulary(roomFor size: VocabularySize) throws(TokenizerError) -> Vocabulary {
    try TokenizerError.naming(name) { try Vocabulary(roomFor: size, fileSize: fileSize) }
  }
}
