internal import JSON

extension Normalizer {
  /// Reads the `normalizer` of a tokenizer.json; nil is none.
  init(_ setting: SettingsValue?) throws(TokenizerError) {
    guard let setting else {
      self = .none
      return
    }
    try setting.requireType(["BertNormalizer"])
    let lowercases = try setting.required("lowercase").bool()
    let settings = BertNormalizer.Settings(
      cleansText: try setting.required("clean_text").bool(),
      spacesIdeographs: try setting.required("handle_chinese_chars").bool(),
      stripsAccents: try setting["strip_accents"]?.bool() ?? lowercases,
      lowercases: lowercases)
    self = .bert(BertNormalizer(settings))
  }
}
