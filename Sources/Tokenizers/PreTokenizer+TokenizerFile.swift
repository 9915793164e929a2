internal import JSON

extension PreTokenizer {
  /// Reads the `pre_tokenizer` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    switch try setting.requireType(["BertPreTokenizer", "ByteLevel"]) {
    case "ByteLevel": self = .byteLevel(try ByteLevel(setting))
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
