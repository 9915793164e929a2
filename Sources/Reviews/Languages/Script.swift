/// The dominant script of a text, by which settings choose a model.
public enum Script: String, Sendable, Hashable, CaseIterable {
  /// Ideographs without kana.
  case zh
  /// Kana, with or without ideographs.
  case ja
  /// Hangul.
  case ko
  case latin, cyrillic, greek, arabic, hebrew, devanagari, thai

  /// The script of most letters; if two scripts have equally many, the one that comes first in the text. Nil if the text has no
  /// letter of these scripts.
  ///
  /// Chinese and Japanese share ideographs; kana distinguish them. Isolated kana do not count, because emoticons such as
  /// `(ノ´▽`)ノ` contain them in texts of any script.
  public init?(of text: String) {
    var counts: [Script: (letters: Int, first: Int)] = [:]
    var hasKana = false
    var previous: Script?
    for (place, scalar) in text.unicodeScalars.enumerated() {
      let script = Script(ofLetter: scalar.value)
      let isBesideKana = script == .ja ? previous == .zh || previous == .ja : script == .zh && previous == .ja
      if isBesideKana { hasKana = true }
      previous = script
      guard let script else { continue }
      counts[script == .ja ? .zh : script, default: (0, place)].letters += 1
    }
    guard let top = counts.max(by: { ($0.value.letters, $1.value.first) < ($1.value.letters, $0.value.first) }) else {
      return nil
    }
    self = top.key == .zh && hasKana ? .ja : top.key
  }

  /// The script of a letter; nil for digits, marks, punctuation and emoji.
  private init?(ofLetter scalar: UInt32) {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A: self = .latin
    case 0..<0xC0, 0xD7, 0xF7: return nil
    case 0xC0...0x24F, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA722...0xA7FF, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      self = .latin
    case 0x370...0x373, 0x376...0x377, 0x37B...0x37D, 0x37F, 0x386, 0x388...0x3FF, 0x1F00...0x1FFC: self = .greek
    case 0x400...0x481, 0x48A...0x52F, 0x1C80...0x1C8A, 0xA640...0xA66E, 0xA680...0xA69D: self = .cyrillic
    case 0x5D0...0x5EA, 0x5EF...0x5F2, 0xFB1D...0xFB4F: self = .hebrew
    case 0x620...0x64A, 0x66E...0x6D3, 0x6FA...0x6FF, 0x750...0x77F, 0x8A0...0x8C9, 0xFB50...0xFDFB, 0xFE70...0xFEFC:
      self = .arabic
    case 0x904...0x939, 0x958...0x961, 0x971...0x97F: self = .devanagari
    case 0xE01...0xE30, 0xE40...0xE46: self = .thai
    case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7FB, 0xFFA0...0xFFDC: self = .ko
    case 0x3041...0x3096, 0x309F, 0x30A1...0x30FA, 0x30FC, 0x31F0...0x31FF, 0xFF66...0xFF9D: self = .ja
    case 0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_23AF: self = .zh
    default: return nil
    }
  }
}
