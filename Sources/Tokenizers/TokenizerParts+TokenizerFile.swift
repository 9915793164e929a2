internal import JSON

extension TokenizerParts {
  /// Reads a tokenizer.json.
  init(tokenizerFile file: SettingsValue) throws(TokenizerError) {
    if let version = try file["version"]?.string(), version != "1.0" {
      throw file.error("has version \(version); save it again with a release of tokenizers that writes version 1.0")
    }
    let model = try file.required("model")
    try model.requireType(["WordPiece"], guess: model.untaggedModelType)
    vocabulary = try model.required("vocab").vocabulary()
    unknownToken = try model.required("unk_token").string()
    continuationPrefix = try model.required("continuing_subword_prefix").string()
    longestWord = try model.required("max_input_chars_per_word").int()
    source = file.file

    normalizer = try Self.normalizer(file["normalizer"])
    try file.required("pre_tokenizer").requireType(["BertPreTokenizer"])
    addedTokens = []
    for token in try file["added_tokens"]?.elements() ?? [] {
      addedTokens.append(try token.addedToken(isSpecial: false))
    }
    startAndEnd = try file["post_processor"].map { setting throws(TokenizerError) in try Self.startAndEnd(setting) }
    paddingID = try file["padding"]?["pad_id"]?.int()
  }

  private static func normalizer(_ setting: SettingsValue?) throws(TokenizerError) -> BertNormalizer.Settings {
    guard let setting else {
      return .init(cleansText: false, spacesIdeographs: false, stripsAccents: false, lowercases: false)
    }
    try setting.requireType(["BertNormalizer"])
    let lowercases = try setting.required("lowercase").bool()
    return BertNormalizer.Settings(
      cleansText: try setting.required("clean_text").bool(),
      spacesIdeographs: try setting.required("handle_chinese_chars").bool(),
      stripsAccents: try setting["strip_accents"]?.bool() ?? lowercases,
      lowercases: lowercases)
  }

  private static func startAndEnd(_ setting: SettingsValue) throws(TokenizerError) -> (start: Int, end: Int) {
    switch try setting.requireType(["TemplateProcessing", "BertProcessing"]) {
    case "BertProcessing":
      // Each is a pair of the token and its id.
      func id(_ key: String) throws(TokenizerError) -> Int {
        let pair = try setting.required(key)
        guard let id = pair.json[1]?.intValue else { throw pair.error("is not a pair of a token and its id") }
        return id
      }
      return (try id("cls"), try id("sep"))
    default:
      let template = try setting.required("single")
      let parts = try template.elements()
      guard parts.count == 3, parts[1]["Sequence"] != nil, let start = parts[0]["SpecialToken"]?["id"],
        let end = parts[2]["SpecialToken"]?["id"]
      else {
        throw template.error(
          "is not one special token, the sequence, one special token, which is all that is supported")
      }
      func id(_ name: String) throws(TokenizerError) -> Int {
        let ids = try setting.required("special_tokens").required(name).required("ids")
        guard ids.json.arrayValue?.count == 1, let id = ids.json[0]?.intValue else {
          throw ids.error("is not a list of one id, which is all that is supported")
        }
        return id
      }
      return (try id(try start.string()), try id(try end.string()))
    }
  }
}

extension SettingsValue {
  /// The component's type, if it is one of those supported; otherwise an error that names it.
  @discardableResult
  fileprivate func requireType(_ supported: [String], guess: String? = nil) throws(TokenizerError) -> String {
    guard let type = try self["type"]?.string() ?? guess else { throw error("lacks the key 'type'") }
    guard supported.contains(type) else {
      throw error("is of type \(type), which is not supported; supported: \(supported.joined(separator: ", "))")
    }
    return type
  }

  /// What a model without a type is: files of tokenizers before 0.8 leave it out.
  fileprivate var untaggedModelType: String? {
    if self["merges"] != nil { return "BPE" }
    if self["vocab"]?.json.arrayValue != nil { return "Unigram" }
    return self["max_input_chars_per_word"] != nil ? "WordPiece" : "WordLevel"
  }

  /// An object of pieces and ids.
  fileprivate func vocabulary() throws(TokenizerError) -> Vocabulary {
    guard let pieces = json.objectValue else { throw error("is not an object of pieces and ids") }
    var vocabulary = Vocabulary()
    for (piece, value) in pieces {
      guard let id = value.intValue else { throw error("gives '\(piece)' an id that is not a whole number") }
      do {
        try vocabulary.insert(piece, id: id)
      } catch {
        throw self.error(error.reason)
      }
    }
    return vocabulary
  }
}
