internal import JSON

extension Normalizer {
  /// Reads the `normalizer` of a tokenizer.json; nil means none.
  init(_ setting: SettingsValue?) throws(TokenizerError) {
    let steps = try setting.map { setting throws(TokenizerError) in try NormalizerStep.steps(setting) } ?? []
    if let setting {
      // Each step could make a text many times as long. Of real models ALBERT's comes to the most: NFKD and SentencePiece's
      // map, 11 times each for U+FDFA, and Lowercase, 1.5 times.
      let growth = steps.reduce(1.0) { $0 * $1.maximumGrowth }
      guard steps.count <= 64, growth <= 256 else {
        throw setting.error(
          "could make a text \(Int(min(growth, 1e9))) times as long in \(steps.count) steps; up to 256 times in 64 steps are "
            + "supported")
      }
    }
    if steps.count == 1, case .bert(let normalizer) = steps[0] {
      self = .bert(normalizer)
    } else {
      self = .steps(steps)
    }
  }
}

extension NormalizerStep {
  private static let types = [
    "BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Nmt", "Precompiled", "Prepend", "Replace", "Sequence",
    "Strip", "StripAccents",
  ]

  /// The steps of a normaliser: one, or the flattened steps of a sequence.
  fileprivate static func steps(_ setting: SettingsValue) throws(TokenizerError) -> [NormalizerStep] {
    switch try setting.requireType(types) {
    case "Sequence":
      var steps: [NormalizerStep] = []
      for element in try setting.required("normalizers").elements(atMost: 128) { steps += try Self.steps(element) }
      return steps
    case "BertNormalizer": return [.bert(try BertNormalizer(setting))]
    case "Lowercase": return [.lowercase]
    case "NFC": return [.form(NormalizationForm(composes: true, isCompatible: false))]
    case "NFD": return [.form(NormalizationForm(composes: false, isCompatible: false))]
    case "NFKC": return [.form(NormalizationForm(composes: true, isCompatible: true))]
    case "NFKD": return [.form(NormalizationForm(composes: false, isCompatible: true))]
    case "Nmt": return [.nmt]
    case "Precompiled": return [.map(try CharacterMap(setting))]
    case "Prepend":
      let prefix = try setting.required("prepend")
      let bytes = Array(try prefix.string().utf8)
      guard bytes.count <= 256 else { throw prefix.error("has \(bytes.count) bytes; up to 256 are supported") }
      return [.prepend(bytes)]
    case "Replace": return [.replacement(try TextReplacement(setting))]
    case "Strip":
      return [
        .strip(left: try setting.required("strip_left").bool(), right: try setting.required("strip_right").bool())
      ]
    default: return [.stripAccents]
    }
  }
}

extension BertNormalizer {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    let lowercases = try setting.required("lowercase").bool()
    self.init(
      Settings(
        cleansText: try setting.required("clean_text").bool(),
        spacesIdeographs: try setting.required("handle_chinese_chars").bool(),
        stripsAccents: try setting["strip_accents"]?.bool() ?? lowercases,
        lowercases: lowercases))
  }
}

extension CharacterMap {
  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    let setting = try setting.required("precompiled_charsmap")
    guard let map = CharacterMap(base64: try setting.string()) else {
      throw setting.error(
        "is not a SentencePiece character map in base64; download the file again")
    }
    self = map
  }
}

extension TextReplacement {
  /// In bytes. Search time grows with the pattern; no model of these families has a longer one.
  private static let patternLengthLimit = 256

  fileprivate init(_ setting: SettingsValue) throws(TokenizerError) {
    content = Array(try setting.required("content").string().utf8)
    let pattern = try setting.required("pattern")
    if let string = pattern["String"] {
      let bytes = Array(try string.string().utf8)
      guard !bytes.isEmpty, bytes.count <= Self.patternLengthLimit else {
        throw string.error("has \(bytes.count) bytes; 1 to \(Self.patternLengthLimit) are supported")
      }
      self.pattern = .string(bytes)
    } else {
      let expression = try pattern.required("Regex")
      guard let run = Pattern(expression: try expression.string()) else {
        throw expression.error(
          "is the regular expression '\(try expression.string())', which is not supported; supported are a space or \\s "
            + "followed by + or {n,}")
      }
      self.pattern = run
    }
  }
}

extension TextReplacement.Pattern {
  /// Parses a regular expression for a run of white space, such as ` {2,}` or `\s+`; nil for any other.
  fileprivate init?(expression: String) {
    var rest = expression[...]
    let isSpace = rest.first == " "
    guard isSpace || rest.hasPrefix("\\s") else { return nil }
    rest = rest.dropFirst(isSpace ? 1 : 2)
    var minimum = 1
    if rest != "+" {
      guard rest.hasPrefix("{"), rest.hasSuffix(",}"), let number = Int(rest.dropFirst().dropLast(2)), 1...99 ~= number
      else { return nil }
      minimum = number
    }
    self = isSpace ? .spaces(minimum: minimum) : .whitespace(minimum: minimum)
  }
}
