internal import JSON

/// The special tokens of tokenizer_config.json, special_tokens_map.json and added_tokens.json.
///
/// Follows `_from_pretrained` of transformers 5 (tokenization_utils_base.py): special_tokens_map.json overrides the
/// configuration, unless the configuration has an `added_tokens_decoder`; then the other two files are ignored.
struct SpecialTokens {
  /// By role, such as `cls_token`, in the order in which they are added.
  private(set) var named: [(role: String, token: AddedToken)] = []
  /// Tokens without a role.
  private var extra: [AddedToken] = []
  /// Tokens with an id in the files; they come first.
  private var withID: [(id: Int, token: AddedToken)] = []

  /// A tokenizer family's tokens for roles that the files do not set.
  struct Defaults {
    fileprivate let tokens: [String: String]

    static let bert = Defaults(tokens: [
      "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]",
    ])
    /// RoBERTa's and XLM-R's.
    static let roberta = Defaults(tokens: [
      "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "sep_token": "</s>", "pad_token": "<pad>",
      "cls_token": "<s>", "mask_token": "<mask>",
    ])
  }

  private static let roles = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// All tokens. Those that the vocabulary lacks get their ids in this order.
  var all: [AddedToken] {
    var all = withID.sorted { $0.id < $1.id }.map(\.token)
    let isKnown = Set(all.map { Array($0.content.utf8) })
    all += (named.map(\.token) + extra).filter { !isKnown.contains(Array($0.content.utf8)) }
    return all
  }

  /// The token in a role.
  func content(of role: String) -> String? { named.first { $0.role == role }?.token.content }

  init(in folder: TokenizerFolder, _ defaults: Defaults) throws(TokenizerError) {
    let config = folder.config
    let decoder = config?["added_tokens_decoder"]
    let map = decoder == nil ? try folder.settings("special_tokens_map.json") : nil
    try readRoles(config, decoder, map, defaults)
    // The tokens of added_tokens.json that match the text as typed. The map's `additional_special_tokens` do not:
    // transformers turns only the configuration's into `extra_special_tokens`.
    var special = named.map(\.token)
    for key in ["additional_special_tokens", "extra_special_tokens"] {
      let tokens = try extraTokens(map?[key] ?? config?[key])
      extra += tokens
      if key == "extra_special_tokens" || map?[key] == nil { special += tokens }
    }
    if let decoder {
      try readDecoder(decoder)
    } else if let file = try folder.settings("added_tokens.json") {
      try readAddedTokens(file, special: Set(special.map { Array($0.content.utf8) }))
    }
  }

  private mutating func readRoles(
    _ config: SettingsValue?, _ decoder: SettingsValue?, _ map: SettingsValue?, _ defaults: Defaults
  ) throws(TokenizerError) {
    let tokens = try decoder?.tokensByContent() ?? [:]
    let keys = try config?.keys(atMost: AddedTokens.countLimit) ?? []
    let others = keys.filter { $0.hasSuffix("_token") && !Self.roles.contains($0) }
    for role in Self.roles + others {
      guard var setting = map?[role] ?? config?[role] else {
        // A role set to null is deliberately empty.
        guard config?.json[role] == nil, let content = defaults.tokens[role] else { continue }
        named.append((role, AddedToken(content: content)))
        continue
      }
      if setting.json.boolValue != nil { continue }  // a switch such as add_bos_token
      if let content = setting.json.stringValue, let token = tokens[Array(content.utf8)] { setting = token }
      named.append((role, try setting.addedToken(isSpecial: true)))
    }
  }

  /// Tokens in a list, or in an object whose keys are their roles.
  private func extraTokens(_ setting: SettingsValue?) throws(TokenizerError) -> [AddedToken] {
    guard let setting else { return [] }
    var tokens: [AddedToken] = []
    if setting.json.objectValue != nil {
      for role in try setting.keys(atMost: AddedTokens.countLimit) {
        tokens.append(try setting.required(role).addedToken(isSpecial: true))
      }
    } else {
      for element in try setting.elements(atMost: AddedTokens.countLimit) {
        tokens.append(try element.addedToken(isSpecial: true))
      }
    }
    return tokens
  }

  private mutating func readDecoder(_ decoder: SettingsValue) throws(TokenizerError) {
    for key in try decoder.keys(atMost: AddedTokens.countLimit) {
      guard let id = Int(key) else { throw decoder.error("has the key '\(key)', which is not an id") }
      withID.append((id, try decoder.required(key).addedToken(isSpecial: false)))
    }
  }

  private mutating func readAddedTokens(_ file: SettingsValue, special: Set<[UInt8]>) throws(TokenizerError) {
    for content in try file.keys(atMost: AddedTokens.countLimit) {
      let isNormalized = !special.contains(Array(content.utf8))
      withID.append((try file.required(content).int(), AddedToken(content: content, isNormalized: isNormalized)))
    }
  }
}

extension SettingsValue {
  /// The token that this string or object describes.
  ///
  /// - Parameter isSpecial: the default for an object without `special`; special tokens match the text as typed.
  func addedToken(isSpecial: Bool) throws(TokenizerError) -> AddedToken {
    if let content = json.stringValue { return AddedToken(content: content, isNormalized: !isSpecial) }
    guard json.objectValue != nil else { throw error("is neither a string nor an object with a 'content'") }
    let isSpecial = try self["special"]?.bool() ?? isSpecial
    return AddedToken(
      content: try required("content").string(),
      isSingleWord: try self["single_word"]?.bool() ?? false,
      stripsLeft: try self["lstrip"]?.bool() ?? false,
      stripsRight: try self["rstrip"]?.bool() ?? false,
      isNormalized: try self["normalized"]?.bool() ?? !isSpecial)
  }

  /// The members of an `added_tokens_decoder` by content; earlier members override later ones.
  fileprivate func tokensByContent() throws(TokenizerError) -> [[UInt8]: SettingsValue] {
    var tokens: [[UInt8]: SettingsValue] = [:]
    for key in try keys(atMost: AddedTokens.countLimit) {
      guard let token = self[key], let content = token["content"]?.json.stringValue else { continue }
      let bytes = Array(content.utf8)
      if tokens[bytes] == nil { tokens[bytes] = token }
    }
    return tokens
  }
}
