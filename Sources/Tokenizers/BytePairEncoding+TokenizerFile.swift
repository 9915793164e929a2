internal import JSON

extension BytePairEncoding {
  /// Reads the `model` of a tokenizer.json.
  init(_ setting: SettingsValue) throws(TokenizerError) {
    if let dropout = setting["dropout"], dropout.json.doubleValue != 0 {
      throw dropout.error("makes tokens a matter of chance, which is not supported; set it to null")
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
        "has byte_fallback together with continuing_subword_prefix or end_of_word_suffix, which is not supported")
    }
    let lines = try setting.required("merges").elements()
    var merges: [(left: String, right: String)] = []
    merges.reserveCapacity(lines.count)
    for line in lines {
      let pair = line.json.stringValue.map { Self.pieces(of: $0) } ?? line.json.arrayValue?.map(\.stringValue) ?? []
      guard pair.count == 2, let left = pair[0], let right = pair[1] else {
        throw line.error("is not two pieces, as a string with a space between them or as an array")
      }
      merges.append((left, right))
    }
    try self.init(
      vocabulary: try setting.required("vocab").vocabulary(), merges: merges, settings, source: setting.file
    ) { lines[$0].error($1) }
  }

  /// - Parameters:
  ///   - source: the file that the vocabulary comes from, for complaints.
  ///   - complain: the error about one of the merges.
  init(
    vocabulary: Vocabulary, merges: [(left: String, right: String)], _ settings: Settings, source: String,
    complain: (_ index: Int, _ complaint: String) -> TokenizerError
  ) throws(TokenizerError) {
    do {
      try self.init(vocabulary: vocabulary, merges: merges, settings)
    } catch {
      throw complain(error.index, error.reason)
    }
    if let unknownToken = settings.unknownToken, unknownID == nil {
      throw TokenizerError(source, lacksUnknownToken: unknownToken)
    }
  }

  /// What a line joins: exactly two pieces where it is well-formed.
  static func pieces(of line: String) -> [String?] {
    line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { String($0) }
  }
}
