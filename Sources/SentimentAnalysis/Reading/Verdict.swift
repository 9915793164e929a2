public import Reviews

/// What is kept of what the model said of a review: enough for its finding, its hover and a summary, and small, since a
/// document may hold a hundred thousand of them.
public struct Verdict: Sendable, Hashable {
  /// A phrase that weighed on the label.
  public struct Phrase: Sendable, Hashable {
    private var start: UInt32
    private var end: UInt32
    /// Its share of what all words did, above zero where it supports the label.
    public var weight: Float
    /// UTF-8 offsets into the review's text.
    public var range: Range<Int> { Int(start)..<Int(end) }

    /// Nil for a text of four gigabytes and more.
    init?(_ token: Classification.KeyToken) {
      guard let start = UInt32(exactly: token.range.lowerBound), let end = UInt32(exactly: token.range.upperBound)
      else {
        return nil
      }
      (self.start, self.end, weight) = (start, end, Float(token.weight))
    }
  }

  /// The likeliest label, or the name of the value.
  public var label: String
  /// The side that it stands on.
  public var polarity: Polarity
  /// Whether the model is too little sure for the label to be taken at its word.
  public var isUncertain: Bool
  /// The label's probability; nil for a value.
  public var confidence: Float?
  /// `97%`, or `3.71` for a value.
  public var measure: String
  /// The strongest, strongest magnitude first.
  public var phrases: [Phrase]
  /// What the words of each sentence did together, as a share of what all words did, in the order of `Sentences`; none where
  /// there is but one sentence.
  public var sentences: [Float]
  /// What of a long text was not read, in a sentence; nil where all was.
  public var unread: String?

  private static let mostPhrases = 8
  /// Of the strongest phrase's weight; what did less did not decide.
  private static let leastShare = 0.2
  private static let mostSentences = 64

  /// What is to be kept of a classification of `text` that was explained.
  ///
  /// - Parameter uncertainBelow: the confidence under which a label is uncertain; nil leaves it to the model.
  public init(_ classification: Classification, of text: String, uncertainBelow: Double? = nil) {
    label = classification.label
    polarity = classification.polarity
    isUncertain = classification.isUncertain(below: uncertainBelow)
    confidence = classification.confidence.map { Float($0) }
    measure = classification.measure
    let least = Self.leastShare * abs(classification.keyTokens.first?.weight ?? 0)
    let strongest = classification.keyTokens.prefix(Self.mostPhrases)
    phrases = strongest.filter { abs($0.weight) > least }.compactMap(Phrase.init)
    unread = classification.unreadSentence(of: text)
    let ranges = Sentences.ranges(in: text)
    sentences = []
    guard ranges.count > 1 else { return }
    sentences = [Float](repeating: 0, count: min(ranges.count, Self.mostSentences))
    var sentence = 0
    for word in classification.words {
      while sentence < ranges.count, ranges[sentence].upperBound <= word.range.lowerBound { sentence += 1 }
      if sentence < sentences.count { sentences[sentence] += Float(word.weight) }
    }
  }

  /// The phrases that a finding points at.
  public var relatedPhrases: ArraySlice<Phrase> { phrases.prefix(4) }

  /// Label and measure: `negative 97%`.
  public var summary: String { "\(label.excerpt()) \(measure)" }

  /// The same with the doubt that there is: `uncertain, negative 55%`.
  public var heading: String { (isUncertain ? "uncertain, " : "") + summary }

  /// The heading with up to three phrases that most support the label, each wording once: `negative 97% (waste of time,
  /// confusing, terrible)`. `text` is the review's.
  public func message(_ text: String) -> String {
    var words: [String] = []
    for phrase in phrases where phrase.weight > 0 && words.count < 3 {
      let word = text[utf8: phrase.range].excerpt()
      if !words.contains(word) { words.append(word) }
    }
    return heading + (words.isEmpty ? "" : " (\(words.joined(separator: ", ")))")
  }
}
