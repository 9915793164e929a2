import SentimentAnalysis

/// A word of a text, or something in it that is no word and so often a leftover of how the data were made.
struct Mark {
  enum Kind: UInt8, CaseIterable {
    case word, punctuation
    case bracketed, braced, tag, hashtag, mention, link, emoji, emoticon

    /// What they are called, and the expression that matches all of them; nil for what texts are made of.
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
  /// Of the text's scalars.
  var range: Range<Int>

  /// All of a text, in order, nothing twice. Languages that write no spaces have each character as a word.
  static func forEach(in text: [Unicode.Scalar], _ body: (Mark) -> Void) {
    var index = 0
    while index < text.count {
      let mark = first(of: text, from: index)
      if let mark { body(mark) }
      index = mark?.range.upperBound ?? index + 1
    }
  }

  private static func first(of text: [Unicode.Scalar], from start: Int) -> Mark? {
    /// Where the run from an index on ends.
    func end(from index: Int, most: Int = 64, while condition: (Unicode.Scalar) -> Bool) -> Int {
      var index = index
      let limit = min(text.count, index + most)
      while index < limit, condition(text[index]) { index += 1 }
      return index
    }
    func mark(_ kind: Kind, to end: Int) -> Mark { Mark(kind: kind, range: start..<end) }
    func enclosed(_ kind: Kind, _ close: Unicode.Scalar, most: Int) -> Mark? {
      let last = end(from: start + 1, most: most) { $0 != close && $0 != text[start] }
      return last > start + 1 && last < text.count && text[last] == close ? mark(kind, to: last + 1) : nil
    }
    let scalar = text[start]
    if isLetter(scalar) {
      if scalar == "h",
        text[start...].starts(with: "http://".unicodeScalars) || text[start...].starts(with: "https://".unicodeScalars)
      {
        return mark(.link, to: end(from: start, most: 2000) { !$0.properties.isWhitespace })
      }
      return mark(
        .word, to: isUnspaced(scalar) ? start + 1 : end(from: start) { (isLetter($0) || $0 == "'") && !isUnspaced($0) })
    }
    switch scalar {
    case "[": if let found = enclosed(.bracketed, "]", most: 8) { return found }
    case "{": if let found = enclosed(.braced, "}", most: 40) { return found }
    case "<": if let found = enclosed(.tag, ">", most: 20) { return found }
    case "#", "@":
      let last = end(from: start + 1) { isLetter($0) || $0 == "-" }
      if last > start + 1 { return mark(scalar == "#" ? .hashtag : .mention, to: last) }
    case ":", ";", "=":
      let mouth = end(from: start + 1, most: 1) { $0 == "-" || $0 == "'" }
      if mouth < text.count, "()[]/|DPpOo*".unicodeScalars.contains(text[mouth]),
        // Not the colon of "note:Please".
        mouth + 1 == text.count || !isLetter(text[mouth + 1])
      {
        return mark(.emoticon, to: mouth + 1)
      }
    default: break
    }
    if (0x2600...0x27BF).contains(scalar.value) || (0x1F000...0x1FAFF).contains(scalar.value) {
      return mark(.emoji, to: start + 1)
    }
    if scalar.properties.isWhitespace { return nil }
    // What opens something may do so at its second.
    return mark(
      .punctuation, to: end(from: start, most: "[{<#@".unicodeScalars.contains(scalar) ? 1 : 3) { $0 == scalar })
  }
}

/// Letters, digits and the low line.
func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
  case 0..<0x80: false
  case 0x4E00...0x9FFF: true
  default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}

/// Of a script that writes no spaces between words: Chinese characters, kana, Thai and its neighbours.
private func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
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

/// As written small, where it is of ASCII: enough to tell that two words are one.
func lowercased(_ scalar: Unicode.Scalar) -> UInt32 {
  (0x41...0x5A).contains(scalar.value) ? scalar.value + 32 : scalar.value
}
