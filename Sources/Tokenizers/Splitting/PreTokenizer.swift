/// Cuts a normalised text into the words that the model spells one by one.
enum PreTokenizer: Sendable {
  case bert(BertPreTokenizer)
  case byteLevel(ByteLevel)
  case split(SplitPreTokenizer)
  case metaspace(Metaspace)
  /// Words are what lies between White_Space.
  case whitespaceSplit
  /// Words are runs of letters, digits, marks and underscores, and runs of what is neither those nor White_Space.
  case whitespace
  /// Each punctuation mark is a word.
  case punctuation
  /// Each number is a word, or each digit.
  case digits(individually: Bool)
  /// One after another; none leaves the words as they are.
  case sequence([PreTokenizer])

  /// Cuts each word of the text into words.
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

  /// How many times as long a text may become, in bytes: what each byte may become and what may be put before it.
  var greatestGrowth: Double {
    switch self {
    case .byteLevel(let preTokenizer): preTokenizer.addsPrefixSpace ? 4 : 2
    case .metaspace(let preTokenizer):
      Double(preTokenizer.replacement.count + (preTokenizer.prepends == .never ? 0 : 1))
    case .sequence(let preTokenizers): preTokenizers.reduce(1) { $0 * $1.greatestGrowth }
    default: 1
    }
  }

  /// How many pre-tokenisers are at work, those inside sequences included.
  var partCount: Int {
    guard case .sequence(let preTokenizers) = self else { return 1 }
    return preTokenizers.reduce(0) { $0 + $1.partCount }
  }
}
