public import Reviews

/// A model's judgement of a review: its label, confidence and key phrases.
///
/// It holds only the parts of a `Classification` that findings, hovers and summaries need, because a document may have a hundred
/// thousand reviews.
public struct Verdict: Sendable, Hashable {
  /// A key phrase.
  public struct Phrase: Sendable, Hashable {
    private var start: UInt32
    private var end: UInt32
    /// The phrase's share of all weights; positive if it supports the label.
    public var weight: Float
    /// UTF-8 offsets into the review's text.
    public var range: Range<Int> { Int(start)..<Int(end) }

    /// Nil if the offsets exceed 32 bits.
    init?(_ token: Classification.KeyToken) {
      guard let start = UInt32(exactly: token.range.lowerBound), let end = UInt32(exactly: token.range.upperBound)
      else {
        return nil
      }
      (self.start, self.end, weight) = (start, end, Float(token.weight))
    }
  }

  /// An aspect that the review names, and its polarity.
  public struct Aspect: Sendable, Hashable {
    /// UTF-8 offsets into the review's text.
    public var range: Range<Int> { Int(start)..<Int(end) }
    /// The polarity of the opinion about it.
    public var polarity: Polarity
    /// The probability of the polarity.
    public var confidence: Float
    private var start: UInt32
    private var end: UInt32

    /// Nil if the offsets exceed 32 bits.
    init?(_ span: HeadAnswer.Span) {
      guard let start = UInt32(exactly: span.range.lowerBound), let end = UInt32(exactly: span.range.upperBound) else {
        return nil
      }
      (self.start, self.end, polarity, confidence) = (start, end, span.polarity, Float(span.confidence))
    }
  }

  /// The most probable label; for a model that predicts a number, the number's name.
  public var label: String
  /// The polarity of the label or number.
  public var polarity: Polarity
  /// The polarity that phrases speak for which oppose the label.
  public var opposingPolarity: Polarity
  /// The language of the review if the model does not read it.
  public var unsupportedLanguage: Language?
  /// Whether the confidence is below the threshold, or the language not supported.
  public var isUncertain: Bool
  /// Whether the review praises and blames.
  public var isMixed: Bool
  /// The surest aspects of each polarity, in the text's order; nil if the model does not find aspects.
  public var aspects: [Aspect]?
  /// What the other heads say, such as `emotions: anger`.
  public var traits: [String]
  /// The label's probability; nil for a number.
  public var confidence: Float?
  /// The confidence or number as text: `97%`, `3.71`.
  public var measure: String
  /// The key phrases with the largest weights, the largest magnitude first.
  public var phrases: [Phrase]
  /// The sum of the weights in each sentence, in the order of `Sentences`; empty if there is only one sentence.
  public var sentences: [Float]
  /// A sentence that names the part of a long text that was truncated; nil if the model read the whole text.
  public var truncationNote: String?

  private static let maximumPhrases = 8
  private static let maximumAspectsPerPolarity = 12
  /// Phrases with a smaller share of the largest weight are dropped.
  private static let minimumShare = 0.2
  private static let maximumSentences = 64

  /// The verdict of a classification of `text` with an explanation.
  ///
  /// - Parameter uncertainBelow: the confidence below which a label is uncertain; nil means the model's threshold.
  public init(_ classification: Classification, of text: String, uncertainBelow: Double? = nil) {
    label = classification.label
    polarity = classification.polarity
    opposingPolarity = classification.opposingPolarity
    unsupportedLanguage = classification.unsupportedLanguage
    isUncertain = classification.isUncertain(below: uncertainBelow)
    isMixed = classification.isMixed(below: uncertainBelow)
    let isSupported = classification.unsupportedLanguage == nil
    aspects = classification.heads.lazy.compactMap(\.aspects).first.map { isSupported ? Self.surest($0) : [] }
    traits = isSupported ? classification.heads.compactMap(\.trait) : []
    confidence = classification.confidence.map { Float($0) }
    measure = classification.measure
    let minimumWeight = Self.minimumShare * abs(classification.keyTokens.first?.weight ?? 0)
    let strongest = classification.keyTokens.prefix(Self.maximumPhrases)
    // A word with an unreadable character tells nobody why the text has its label.
    phrases = strongest.filter { abs($0.weight) > minimumWeight && !$0.text.unicodeScalars.contains("\u{FFFD}") }
      .compactMap(Phrase.init)
    truncationNote = classification.unreadSentence(of: text)
    let ranges = Sentences.ranges(in: text)
    sentences = []
    guard ranges.count > 1 else { return }
    sentences = [Float](repeating: 0, count: min(ranges.count, Self.maximumSentences))
    var sentence = 0
    for word in classification.words {
      while sentence < ranges.count, ranges[sentence].upperBound <= word.range.lowerBound { sentence += 1 }
      if sentence < sentences.count { sentences[sentence] += Float(word.weight) }
    }
  }

  /// The surest spans of each polarity, in the text's order.
  private static func surest(_ spans: [HeadAnswer.Span]) -> [Aspect] {
    Polarity.allCases.flatMap { polarity in
      let same = spans.filter { $0.polarity == polarity }.sorted { $0.confidence > $1.confidence }
      return same.prefix(maximumAspectsPerPolarity)
    }.sorted { $0.range.lowerBound < $1.range.lowerBound }.compactMap(Aspect.init)
  }

  /// The phrases that a finding shows as related locations.
  public var relatedPhrases: ArraySlice<Phrase> { phrases.prefix(4) }

  /// The label and its measure: `negative 97%`.
  public var summary: String { "\(label.excerpt()) \(measure)" }

  /// The name under which the review is counted: the label or, if that is uncertain, `mixed` or `uncertain`.
  public var countedLabel: String { isUncertain ? isMixed ? "mixed" : "uncertain" : label }

  /// The summary, marked if it is mixed or uncertain: `negative 87%, mixed`, `mixed, negative 55%`, `uncertain, negative 55%`, or
  /// `uncertain (language: German)`.
  public var heading: String {
    if let unsupportedLanguage { return "uncertain (language: \(unsupportedLanguage.name))" }
    if isUncertain { return (isMixed ? "mixed, " : "uncertain, ") + summary }
    return summary + (isMixed && polarity != .mixed ? ", mixed" : "")
  }

  /// The heading and up to three distinct phrases with the largest support for the label: `negative 97% (waste of time,
  /// confusing, terrible)`; of a mixed review its aspects: `negative 87%, mixed (− food, price; + staff)`. `text` is the text of the
  /// review.
  public func message(_ text: String) -> String {
    guard unsupportedLanguage == nil else { return heading }
    var detail = isMixed ? aspectLists(text).joined(separator: "; ") : ""
    if detail.isEmpty {
      detail = distinct(phrases.lazy.filter { $0.weight > 0 }.map(\.range), text).joined(separator: ", ")
    }
    return heading + (detail.isEmpty ? "" : " (\(detail))")
  }

  /// `− food, price` and `+ staff`: up to three aspects of each polarity.
  private func aspectLists(_ text: String) -> [String] {
    [Polarity.negative, .positive].compactMap { polarity in
      let names = distinct((aspects ?? []).lazy.filter { $0.polarity == polarity }.map(\.range), text)
      return names.isEmpty ? nil : "\(polarity.sign) \(names.joined(separator: ", "))"
    }
  }

  /// Up to three different excerpts of the text.
  private func distinct(_ ranges: some Sequence<Range<Int>>, _ text: String) -> [String] {
    var words: [String] = []
    for range in ranges where words.count < 3 {
      let word = text[utf8: range].excerpt()
      if !words.contains(word) { words.append(word) }
    }
    return words
  }
}
