internal import JSON

/// The last step on a text's tokens: adds the start and end tokens and trims white space off the tokens' ranges.
struct PostProcessor: Sendable {
  /// The ids that begin and end a sequence; nil if the file sets none.
  var startAndEnd: (start: Int, end: Int)?
  /// The passes that trim white space off the tokens' ranges, in order.
  var trimmings: [OffsetTrimming.Pass] = []
}

extension PostProcessor {
  /// Reads the `post_processor` of a tokenizer.json; nil means none.
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
    // The start token would change which token is the first.
    guard startAndEnd == nil else {
      throw setting.error(
        "trims tokens after another post-processor adds start and end tokens, which is not supported; put the trimming first"
      )
    }
    trimmings.append(OffsetTrimming.Pass(addsPrefixSpace: addsPrefixSpace))
  }

  private mutating func setStartAndEnd(
    _ startAndEnd: (start: Int, end: Int), _ setting: SettingsValue
  ) throws(TokenizerError) {
    guard self.startAndEnd == nil else {
      throw setting.error(
        "adds start and end tokens after another post-processor does, which is not supported; remove one of the two")
    }
    self.startAndEnd = startAndEnd
  }
}

extension SettingsValue {
  /// The id in a `[token, id]` pair.
  fileprivate func idOfPair(_ key: String) throws(TokenizerError) -> Int {
    let pair = try required(key)
    guard let id = pair.json[1]?.intValue else { throw pair.error("is not a [token, id] pair") }
    return id
  }

  fileprivate func startAndEndOfTemplate() throws(TokenizerError) -> (start: Int, end: Int) {
    let template = try required("single")
    let parts = try template.elements(atMost: 64)
    guard parts.count == 3, parts[1]["Sequence"] != nil, let start = parts[0]["SpecialToken"]?["id"],
      let end = parts[2]["SpecialToken"]?["id"]
    else {
      throw template.error(
        "is not supported; only a special token, the sequence and a special token are")
    }
    func id(_ name: String) throws(TokenizerError) -> Int {
      let ids = try required("special_tokens").required(name).required("ids")
      guard ids.json.arrayValue?.count == 1, let id = ids.json[0]?.intValue else {
        throw ids.error("is not a list of one id; other lists are not supported")
      }
      return id
    }
    return (try id(try start.string()), try id(try end.string()))
  }
}
