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
      wordLengthLimit: try setting.required("max_input_chars_per_word").int(),
      source: setting.file)
  }

  /// - Parameter source: the vocabulary's file, for error messages.
  init(
    vocabulary: Vocabulary, unknownToken: String, prefix: String = "##", wordLengthLimit: Int = 100, source: String
  ) throws(TokenizerError) {
    guard let unknownID = vocabulary.id(of: unknownToken) else {
      throw TokenizerError(source, lacksUnknownToken: unknownToken)
    }
    self.init(vocabulary: vocabulary, unknownID: unknownID, prefix: prefix, wordLengthLimit: wordLengthLimit)
  }
}

extension Unigram {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    let list = try setting.required("vocab")
    guard let entries = list.json.arrayValue else { throw list.error("is not an array of [piece, score] pairs") }
    var size = VocabularySize(byteLimit: list.fileSize)
    for (id, entry) in entries.enumerated() { size.add((entry[0]?.stringValue ?? "").utf8, id: id) }
    var vocabulary = try list.vocabulary(roomFor: size)
    var scores: [Double] = []
    scores.reserveCapacity(entries.count)
    for (id, entry) in entries.enumerated() {
      guard entry.arrayValue?.count == 2, let piece = entry[0]?.stringValue, let score = entry[1]?.doubleValue else {
        throw list.element(id, entry).error("is not a [piece, score] pair")
      }
      try TokenizerError.attributing(to: list.name) { try vocabulary.insert(piece, id: id) }
      scores.append(score)
    }
    // Hugging Face accepts a missing unk_id and fails on the first text that needs it.
    let unknown = try setting.required("unk_id")
    let unknownID = try unknown.int()
    guard scores.indices.contains(unknownID) else {
      throw unknown.error("is \(unknownID), but the vocabulary has \(scores.count) pieces")
    }
    self.init(
      vocabulary: vocabulary, scores: scores, unknownID: unknownID,
      fallsBackToBytes: try setting["byte_fallback"]?.bool() ?? false)
  }
}

extension SettingsValue {
  /// The type of a model without `type`, which tokenizers before 0.8 leave out.
  fileprivate var untaggedModelType: String? {
    if self["merges"] != nil { return "BPE" }
    if self["vocab"]?.json.arrayValue != nil { return "Unigram" }
    return self["max_input_chars_per_word"] != nil ? "WordPiece" : "WordLevel"
  }

  /// Reads an object of pieces and ids.
  func vocabulary() throws(TokenizerError) -> Vocabulary {
    guard let pieces = json.objectValue else { throw error("is not an object of pieces and ids") }
    var size = VocabularySize(byteLimit: fileSize)
    for (piece, value) in pieces { size.add(piece.utf8, id: value.intValue ?? 0) }
    var vocabulary = try self.vocabulary(roomFor: size)
    for (piece, value) in pieces {
      guard let id = value.intValue else { throw error("gives '\(piece)' an id that is not a whole number") }
      try TokenizerError.attributing(to: name) { try vocabulary.insert(piece, id: id) }
    }
    return vocabulary
  }

  /// An empty vocabulary with room for this value's pieces.
  func vocabulary(roomFor size: VocabularySize) throws(TokenizerError) -> Vocabulary {
    try TokenizerError.attributing(to: name) { try Vocabulary(roomFor: size, fileSize: fileSize) }
  }
}
