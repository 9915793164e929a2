internal import JSON

/// What becomes of the tokens of a text in the end: what stands around them, and which places they keep.
struct PostProcessor: Sendable {
  /// The ids that begin and end a sequence, where the file says so.
  var startAndEnd: (start: Int, end: Int)?
  /// The times that white space is taken off the places of tokens, in order.
  var trimmings: [OffsetTrimming.Pass] = []
}

extension PostProcessor {
  /// Reads the `post_processor` of a tokenizer.json; nil is none.
  init(_ setting: SettingsValue?) throws(TokenizerError) {
    guard let setting else { return }
    if try setting.requireType(Self.types + ["Sequence"]) == "Sequence" {
      let processors = try setting.required("processors").elements(atMost: 64)
      for processor in processors { try read(processor) }
    } else {
      try read(setting)
    }
  }

  private static let types = ["TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel"]

  private mutating func read(_ setting: SettingsValue) throws(TokenizerError) {
    switch try setting.requireType(Self.types) {
    case "ByteLevel":
      try readTrimming(setting)
    case "RobertaProcessing":
      try readTrimming(setting)
      try setStartAndEnd((try setting.idOfPair("cls"), try setting.idOfPair("sep")), setting)
    case "BertProcessing":
      try setStartAndEnd((try setting.idOfPair("cls"), try setting.idOfPair("sep")), setting)
    default:
      try setStartAndEnd(try setting.startAndEndOfTemplate(), setting)
    }
  }

  private mutating func readTrimming(_ setting: SettingsValue) throws(TokenizerError) {
    let addsPrefixSpace = try setting.required("add_prefix_space").bool()
    guard try setting.required("trim_offsets").bool() else { return }
    // Which token is the first depends on it.
    guard startAndEnd == nil else {
      throw setting.error(
        "trims the tokens after another post-processor has put its own around them, which is not supported")
    }
    trimmings.append(OffsetTrimming.Pass(addsPrefixSpace: addsPrefixSpace))
  }

  private mutating func setStartAndEnd(
    _ startAndEnd: (start: Int, end: Int), _ setting: SettingsValue
  ) throws(TokenizerError) {
    guard self.startAndEnd == nil else {
      throw setting.error("puts tokens around those of another post-processor, which is not supported")
    }
    self.startAndEnd = startAndEnd
  }
}

extension SettingsValue {
  /// The id in a pair of a token and its id.
  fileprivate func idOfPair(_ key: String) throws(TokenizerError) -> Int {
    let pair = try required(key)
    guard let id = pair.json[1]?.intValue else { throw pair.error("is not a pair of a token and its id") }
    return id
  }

  fileprivate func startAndEndOfTemplate() throws(TokenizerError) -> (start: Int, end: Int) {
    let template = try required("single")
    let parts = try template.elements(atMost: 64)
    guard parts.count == 3, parts[1]["Sequence"] != nil, let start = parts[0]["SpecialToken"]?["id"],
      let end = parts[2]["SpecialToken"]?["id"]
    else {
      throw template.error(
        "is not one special token, the sequence, one special token, which is all that is supported")
    }
    func id(_ name: String) throws(TokenizerError) -> Int {
      let ids = try required("special_tokens").required(name).required("ids")
      guard ids.json.arrayValue?.count == 1, let id = ids.json[0]?.intValue else {
        throw ids.error("is not a list of one id, which is all that is supported")
      }
      return id
    }
    return (try id(try start.string()), try id(try end.string()))
  }
}
