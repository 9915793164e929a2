internal import JSON

extension PreTokenizer {
  /// Reads the `pre_tokenizer` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    switch try setting.requireType(["BertPreTokenizer", "ByteLevel", "Split"]) {
    case "ByteLevel": self = .byteLevel(try ByteLevel(setting))
    case "Split": self = .split(try SplitPreTokenizer(setting))
    default: self = .bert(BertPreTokenizer())
    }
  }
}

extension ByteLevel {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    addsPrefixSpace = try setting.required("add_prefix_space").bool()
    splits = try setting["use_regex"]?.bool() ?? true
  }
}

extension SplitPreTokenizer {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    let pattern = try setting.required("pattern")
    if let expression = try pattern["Regex"]?.string() {
      guard expression == ByteLevelWords.expression else {
        throw pattern.error(
          "is the regular expression \(expression), which is not supported; GPT-2's is, and plain strings")
      }
      self.pattern = .byteLevelWords
    } else {
      let text = Array(try pattern.required("String").string().utf8)
      // The search takes time in proportion to the pattern.
      guard 1...Self.longestText ~= text.count else {
        throw pattern.error("has \(text.count) bytes, which is not supported; from 1 to \(Self.longestText) are")
      }
      self.pattern = .text(text)
    }
    let behavior = try setting.required("behavior")
    guard let known = Behavior(rawValue: try behavior.string()) else {
      throw behavior.error("is \(try behavior.string()), which is no behavior")
    }
    self.behavior = known
    inverts = try setting["invert"]?.bool() ?? false
  }
}
