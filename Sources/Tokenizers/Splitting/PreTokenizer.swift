/// Splits a normalised text into words, which the model tokenizes one by one.
enum PreTokenizer: Sendable {
  case bert(BertPreTokenizer)
  case byteLevel(ByteLevel)
  case split(SplitPreTokenizer)
  case metaspace(Metaspace)
  /// Splits at White_Space.
  case whitespaceSplit
  /// Words are runs of letters, digits, marks and underscores, and runs of other characters except White_Space.
  case whitespace
  /// Each punctuation mark is a word.
  case punctuation
  /// Each run of digits is a word, or each digit.
  case digits(individually: Bool)
  /// Applies several in order; an empty sequence leaves the words unchanged.
  case sequence([PreTokenizer])

  /// Splits each word of the text into words.
  func split(_ text: inout SplitText) {
    switch self {
    case .bert(let preTokenizer):
      text.splitWords { word, text, words in preTokenizer.split(word, of: text.bytes, into: &words) }
    case .byteLevel(let preTokenizer): preTokenizer.split(&text)
    case .split(let preTokenizer):
      text.splitWords { word, text, words in preTokenizer.split(word, of: text.bytes, into: &words) }
    case .metaspace(let preTokenizer): preTokenizer.split(&text)
    case .whitespaceSplit:
      let unicode = ScalarProperties.shared
      text.splitWords { unicode.traits(of: $0).contains(.whitespace) ? .dropped : .joined(0) }
    case .whitespace:
      let unicode = ScalarProperties.shared
      text.splitWords {
        if unicode.traits(of: $0).contains(.whitespace) { return .dropped }
        return .joined(unicode.isWordScalar($0) ? 0 : 1)
      }
    case .punctuation:
      let unicode = ScalarProperties.shared
      text.splitWords { unicode.traits(of: $0).contains(.punctuation) ? .alone : .joined(0) }
    case .digits(let individually):
      let forms = UnicodeForms.shared
      text.splitWords {
        guard forms.traits(of: $0).contains(.number) else { return .joined(0) }
        return individually ? .alone : .joined(1)
      }
    case .sequence(let preTokenizers):
      for preTokenizer in preTokenizers { preTokenizer.split(&text) }
    }
  }

  /// The factor by which a text's bytes can grow at most, with replacements and prefixes.
  var maximumGrowth: Double {
    switch self {
    case .byteLevel(let preTokenizer): preTokenizer.addsPrefixSpace ? 4 : 2
    case .metaspace(let preTokenizer):
      Double(preTokenizer.replacement.count + (preTokenizer.prepends == .never ? 0 : 1))
    case .sequence(let preTokenizers): preTokenizers.reduce(1) { $0 * $1.maximumGrowth }
    default: 1
    }
  }

  /// The number of pre-tokenisers, including those inside sequences.
  var partCount: Int {
    guard case .sequence(let preTokenizers) = self else { return 1 }
    return preTokenizers.reduce(0) { $0 + $1.partCount }
  }
}
