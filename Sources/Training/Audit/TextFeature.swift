import SentimentAnalysis

/// A word or a piece of markup in a text. Markup is often an artefact of how data were collected.
struct TextFeature {
  enum Kind: UInt8, CaseIterable {
    case word, punctuation
    case bracketed, braced, tag, hashtag, mention, link, emoji, emoticon

    /// The name of this kind of markup and the expression that matches it; nil for words and punctuation.
    var group: (name: String, pattern: String)? {
      switch self {
      case .word, .punctuation: nil
      case .bracketed: ("words in square brackets", #"\[[^\[\]]{1,8}\]"#)
      case .braced: ("words in braces", #"\{[^{}]{1,40}\}"#)
      case .tag: ("tags in angle brackets", "<[^<>]{1,20}>")
      case .hashtag: ("hashtags", #"#\w+#?"#)
      case .mention: ("mentions", #"@[\w-]+"#)
      case .link: ("links", #"https?://\S+"#)
      case .emoji: ("emoji", #"[\u2600-\u27BF\U0001F000-\U0001FAFF\uFE0F\u200D]"#)
      case .emoticon: ("emoticons", #"[:;=][-']?[()\[\]/|DPpOo*]"#)
      }
    }
  }

  var kind: Kind
  /// In the text's scalars.
  var range: Range<Int>

  /// Calls `body` for the features of a text, in order, without overlaps. Each character of a script without spaces is
  /// a word.
  static func forEach(in text: [Unicode.Scalar], _ body: (TextFeature) -> Void) {
    var index = 0
    while index < text.count {
      let feature = first(of: text, from: index)
      if let feature { body(feature) }
      index = feature?.range.upperBound ?? index + 1
    }
  }

  private static func first(of text: [Unicode.Scalar], from start: Int) -> TextFeature? {
    /// The end of the run from an index on.
    func end(from index: Int, limit: Int = 64, while condition: (Unicode.Scalar) -> Bool) -> Int {
      var index = index
      let end = min(text.count, index + limit)
      while index < end, condition(text[index]) { index += 1 }
      return index
    }
    func feature(_ kind: Kind, to end: Int) -> TextFeature { TextFeature(kind: kind, range: start..<end) }
    func enclosed(_ kind: Kind, _ close: Unicode.Scalar, limit: Int) -> TextFeature? {
      let last = end(from: start + 1, limit: limit) { $0 != close && $0 != text[start] }
      return last > start + 1 && last < text.count && text[last] == close ? feature(kind, to: last + 1) : nil
    }
    let scalar = text[start]
    if isLetter(scalar) {
      if scalar == "h",
        text[start...].starts(with: "http://".unicodeScalars) || text[start...].starts(with: "https://".unicodeScalars)
      {
        return feature(.link, to: end(from: start, limit: 2000) { !$0.properties.isWhitespace })
      }
      return feature(
        .word, to: isUnspaced(scalar) ? start + 1 : end(from: start) { (isLetter($0) || $0 == "'") && !isUnspaced($0) })
    }
    switch scalar {
    case "[": if let found = enclosed(.bracketed, "]", limit: 8) { return found }
    case "{": if let found = enclosed(.braced, "}", limit: 40) { return found }
    case "<": if let found = enclosed(.tag, ">", limit: 20) { return found }
    case "#", "@":
      let last = end(from: start + 1) { isLetter($0) || $0 == "-" }
      if last > start + 1 { return feature(scalar == "#" ? .hashtag : .mention, to: last) }
    case ":", ";", "=":
      let mouth = end(from: start + 1, limit: 1) { $0 == "-" || $0 == "'" }
      if mouth < text.count, "()[]/|DPpOo*".unicodeScalars.contains(text[mouth]),
        // Skip the colon of "note:Please".
        mouth + 1 == text.count || !isLetter(text[mouth + 1])
      {
        return feature(.emoticon, to: mouth + 1)
      }
    default: break
    }
    if (0x2600...0x27BF).contains(scalar.value) || (0x1F000...0x1FAFF).contains(scalar.value) {
      return feature(.emoji, to: start + 1)
    }
    if scalar.properties.isWhitespace { return nil }
    // The second of two opening characters may begin an enclosed feature.
    return feature(
      .punctuation, to: end(from: start, limit: "[{<#@".unicodeScalars.contains(scalar) ? 1 : 3) { $0 == scalar })
  }
}

/// Whether a scalar is a letter, a digit or an underscore.
func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
  case 0..<0x80: false
  case 0x4E00...0x9FFF: true
  default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}

/// Whether a scalar is of a script without spaces between words: Chinese characters, kana, Thai and its neighbours.
func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x0E00...0x109F, 0x1780...0x17FF, 0x2E80...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: true
  default: false
  }
}

/// A hash of scalars that is the same on every machine: FNV-1a with a finish that spreads it over all bits.
func stableHash(_ values: some Sequence<UInt32>) -> UInt64 { mixed(values.fnv1a) }

/// A number whose every bit depends on every bit of another (the finish of SplitMix64).
func mixed(_ value: UInt64) -> UInt64 {
  var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
  value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
  return value ^ value >> 31
}

/// The lower-case form of an ASCII letter, other scalars unchanged: enough to compare words.
func lowercased(_ scalar: Unicode.Scalar) -> UInt32 {
  (0x41...0x5A).contains(scalar.value) ? scalar.value + 32 : scalar.value
}
