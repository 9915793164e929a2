internal import JSON

extension BytePairEncoding {
  /// Reads the `model` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    if let dropout = setting["dropout"], dropout.json.doubleValue != 0 {
      throw dropout.error("makes tokens random, which is not supported; set it to null")
    }
    let settings = Settings(
      unknownToken: try setting["unk_token"]?.string(),
      fusesUnknown: try setting["fuse_unk"]?.bool() ?? false,
      continuationPrefix: try setting["continuing_subword_prefix"]?.string() ?? "",
      endSuffix: try setting["end_of_word_suffix"]?.string() ?? "",
      fallsBackToBytes: try setting["byte_fallback"]?.bool() ?? false,
      ignoresMerges: try setting["ignore_merges"]?.bool() ?? false)
    guard !settings.fallsBackToBytes || settings.continuationPrefix.isEmpty && settings.endSuffix.isEmpty else {
      throw setting.error(
        "has byte_fallback together with continuing_subword_prefix or end_of_word_suffix, which is not supported; unset one"
      )
    }
    let list = try setting.required("merges")
    guard let pairs = list.json.arrayValue else { throw list.error("is not an array") }
    let vocabulary = try setting.required("vocab").vocabulary()
    var merges = MergeTable(fileSize: setting.fileSize)
    for (index, json) in pairs.enumerated() {
      let pair = json.stringValue.map { Self.pieces(of: $0) } ?? json.arrayValue?.map(\.stringValue) ?? []
      guard pair.count == 2, let left = pair[0], let right = pair[1] else {
        throw list.element(index, json).error(
          "is not two pieces, as a string with a space between them or as an array; correct it")
      }
      try TokenizerError.attributing(to: list.element(index, json).name) {
        try merges.append(left, right, of: vocabulary, prefix: settings.continuationPrefix)
      }
    }
    self.init(vocabulary: vocabulary, merges: merges, settings)
    if let unknownToken = settings.unknownToken, unknownID == nil {
      throw TokenizerError(setting.file, lacksUnknownToken: unknownToken)
    }
  }

  /// The pieces that a merge line joins: two if it is well-formed. Everything after the second space is one piece.
  static func pieces(of line: String) -> [String?] {
    line.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false).map { String($0) }
  }
}
