internal import JSON

extension PreTokenizer {
  /// Reads the `pre_tokenizer` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    try setting.requireType(["BertPreTokenizer"])
    self = .bert(BertPreTokenizer())
  }
}
