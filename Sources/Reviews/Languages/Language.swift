/// A language, or a script that several languages use, as far as a text shows it.
public enum Language: String, Sendable, Hashable, CaseIterable {
  case chinese, japanese, korean, cyrillic, greek, arabic, hebrew, devanagari, thai
  case german, dutch, swedish, danish, norwegian, finnish, french, spanish, portuguese, italian, romanian, catalan,
    polish
  case czech, hungarian, croatian, lithuanian, estonian, turkish, indonesian, vietnamese, filipino

  /// The language of most of a text. Nil for English, and where the text shows too little: a language is named only on evidence.
  public init?(of text: String) {
    guard let script = Script(of: text) else { return nil }
    switch script {
    case .latin:
      guard let language = LatinLanguage.guess(text) else { return nil }
      self = language
    case .zh: self = .chinese
    case .ja: self = Self.isJapanese(text) ? .japanese : .chinese
    case .ko: self = .korean
    case .cyrillic: self = .cyrillic
    case .greek: self = .greek
    case .arabic: self = .arabic
    case .hebrew: self = .hebrew
    case .devanagari: self = .devanagari
    case .thai: self = .thai
    }
  }

  /// Whether kana are more than decoration: Chinese texts contain a few, as in の.
  private static func isJapanese(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    let kana = scalars.count { 0x3041...0x30FF ~= $0.value }
    return kana * 7 >= scalars.count(where: \.isIdeograph)
  }

  /// The name in messages.
  public var name: String {
    let name = rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    return [.cyrillic, .arabic, .hebrew, .devanagari].contains(self) ? name + " script" : name
  }

  /// The codes of the languages that it may be (ISO 639-1), as model cards name them.
  public var codes: Set<String> {
    switch self {
    case .chinese: ["zh"]
    case .japanese: ["ja"]
    case .korean: ["ko"]
    case .cyrillic: ["ru", "uk", "bg", "sr", "mk", "be", "kk", "mn"]
    case .greek: ["el"]
    case .arabic: ["ar", "fa", "ur"]
    case .hebrew: ["he", "yi"]
    case .devanagari: ["hi", "mr", "ne"]
    case .thai: ["th"]
    case .german: ["de"]
    case .dutch: ["nl", "af"]
    case .swedish: ["sv"]
    case .danish: ["da"]
    case .norwegian: ["no", "nb", "nn"]
    case .finnish: ["fi"]
    case .french: ["fr"]
    case .spanish: ["es", "gl"]
    case .portuguese: ["pt", "gl"]
    case .italian: ["it"]
    case .romanian: ["ro"]
    case .catalan: ["ca"]
    case .polish: ["pl"]
    case .czech: ["cs", "sk"]
    case .hungarian: ["hu"]
    case .croatian: ["hr", "sr", "bs", "sl"]
    case .lithuanian: ["lt", "lv"]
    case .estonian: ["et"]
    case .turkish: ["tr", "az"]
    case .indonesian: ["id", "ms"]
    case .vietnamese: ["vi"]
    case .filipino: ["tl"]
    }
  }
}

/// Guesses the language of a text in Latin script by its frequent words and its letters.
private enum LatinLanguage {
  /// More words of a text are not examined.
  private static let maximumWords = 100

  static func guess(_ text: String) -> Language? {
    var (points, strong, english, count) = ([Int](repeating: 0, count: all.count), 0 as UInt32, 0, 0)
    var seen: [Substring: Int] = [:]
    let words = text.prefix(1000).lowercased().replacing("’", with: "'").split { !$0.isLetter && $0 != "'" }
    for word in words.prefix(maximumWords) where word.unicodeScalars.first?.isIdeograph == false {
      count += 1
      let known = table[String(word)]
      // Short words of English are words of other languages, too: "me", "no", "as".
      if LanguageWords.english.contains(String(word)) { english += known == nil ? 4 : 2 }
      seen[word, default: 0] += 1
      guard seen[word, default: 0] <= 2 else { continue }
      let entry = known ?? Entry(isShared: true)
      let letters =
        word.utf8.allSatisfy { $0 < 0x80 } ? 0 : word.unicodeScalars.reduce(0) { $0 | (letterTable[$1] ?? 0) }
      if !entry.isShared { strong |= entry.languages }
      if word.unicodeScalars.contains(where: LanguageWords.foreignLetters.contains) { strong |= letters }
      for index in all.indices {
        let bit = 1 << UInt32(index) as UInt32
        let forWord = entry.languages & bit == 0 ? 0 : entry.isShared ? 2 : 4
        points[index] += max(forWord, letters & bit == 0 ? 0 : 3)
      }
    }
    guard let best = all.indices.max(by: { points[$0] < points[$1] }) else { return nil }
    let isStrong = strong & (1 << UInt32(best)) != 0
    let isLikely =
      points[best] >= 6 && points[best] > english && (isStrong || english == 0)
      || isStrong && english == 0 && points[best] * 2 >= count
    return isLikely ? all[best] : nil
  }

  private static let all = Language.allCases.filter { LanguageWords.words[$0] != nil }

  private struct Entry {
    /// A bit for each language of `all`.
    var languages: UInt32 = 0
    var isShared: Bool
  }

  private static let table: [String: Entry] = {
    var table: [String: Entry] = [:]
    for (index, language) in all.enumerated() {
      for word in (LanguageWords.words[language] ?? "").split(separator: " ") {
        let word = String(word)
        table[word, default: Entry(isShared: LanguageWords.shared.contains(word))].languages |= 1 << UInt32(index)
      }
    }
    return table
  }()

  private static let letterTable: [Unicode.Scalar: UInt32] = {
    var table: [Unicode.Scalar: UInt32] = [:]
    for (index, language) in all.enumerated() {
      for letter in (LanguageWords.letters[language] ?? "").unicodeScalars {
        table[letter, default: 0] |= 1 << UInt32(index)
      }
    }
    return table
  }()
}
