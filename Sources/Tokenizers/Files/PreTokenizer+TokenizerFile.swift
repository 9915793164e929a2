internal import JSON

extension PreTokenizer {
  private static let types = [
    "BertPreTokenizer", "ByteLevel", "Digits", "Metaspace", "Punctuation", "Sequence", "Split", "Whitespace",
    "WhitespaceSplit",
  ]

  /// Reads the `pre_tokenizer` of a tokenizer.json; nil means none: a text is one word.
  init(_ setting: SettingsValue?) throws(TokenizerError) {
    guard let setting else {
      self = .sequence([])
      return
    }
    try self.init(component: setting)
    // Each could make a text a few times as long; real models stay below half of this limit.
    guard maximumGrowth <= 8, partCount <= 64 else {
      throw setting.error(
        "could make a text \(Int(min(maximumGrowth, 1e9))) times as long in \(partCount) parts; up to 8 times in 64 parts "
          + "are supported")
    }
  }

  private init(component setting: SettingsValue) throws(TokenizerError) {
    switch try setting.requireType(Self.types) {
    case "ByteLevel": self = .byteLevel(try ByteLevel(setting))
    case "Digits": self = .digits(individually: try setting.required("individual_digits").bool())
    case "Metaspace": self = .metaspace(try Metaspace(setting))
    case "Punctuation":
      if let behavior = setting["behavior"], try behavior.string() != "Isolated" {
        throw behavior.error("is \(try behavior.string()), which is not supported; supported: Isolated")
      }
      self = .punctuation
    case "Sequence":
      var preTokenizers: [PreTokenizer] = []
      for element in try setting.required("pretokenizers").elements(atMost: 128) {
        preTokenizers.append(try Self(component: element))
      }
      self = .sequence(preTokenizers)
    case "Split": self = .split(try SplitPreTokenizer(setting))
    case "Whitespace": self = .whitespace
    case "WhitespaceSplit": self = .whitespaceSplit
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
          "is the regular expression \(expression), which is not supported; supported: GPT-2's and plain strings")
      }
      self.pattern = .byteLevelWords
    } else {
      let text = Array(try pattern.required("String").string().utf8)
      // Search time grows with the pattern.
      guard 1...Self.textLengthLimit ~= text.count else {
        throw pattern.error("has \(text.count) bytes; 1 to \(Self.textLengthLimit) are supported")
      }
      self.pattern = .text(text)
    }
    let behavior = try setting.required("behavior")
    guard let known = Behavior(rawValue: try behavior.string()) else {
      let supported = Behavior.allCases.map(\.rawValue).joined(separator: ", ")
      throw behavior.error("is \(try behavior.string()), which is not supported; supported: \(supported)")
    }
    self.behavior = known
    inverts = try setting["invert"]?.bool() ?? false
  }
}

extension Metaspace {
  /// Files before tokenizers 0.19 have `add_prefix_space`, which must agree with `prepend_scheme`.
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    let replacement = try setting.required("replacement")
    let character = try replacement.string()
    guard character.unicodeScalars.count == 1 else {
      throw replacement.error("is not one character; set it to one, such as ▁")
    }
    self.replacement = Array(character.utf8)
    if let scheme = setting["prepend_scheme"] {
      guard let prepends = Prepending(rawValue: try scheme.string()) else {
        throw scheme.error("is \(try scheme.string()), which is not supported; supported: first, always, never")
      }
      self.prepends = prepends
    }
    if let adds = setting["add_prefix_space"], try !adds.bool(), prepends != .never {
      throw adds.error(
        "is false, but prepend_scheme is not never; set prepend_scheme to never, as newer releases of tokenizers do")
    }
    splits = try setting["split"]?.bool() ?? true
  }
}
