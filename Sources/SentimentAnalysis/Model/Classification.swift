import BERT
import Foundation
public import Reviews

/// The classification of one text: its label, the confidence, and the words that decided it.
public struct Classification: Sendable, Hashable {
  /// One label and its probability.
  public struct Score: Sendable, Hashable {
    /// The model's name of the label.
    public var label: String
    /// In 0...1; the scores of one classification sum to one unless the labels are independent.
    public var probability: Double
  }

  /// The meaning of the head's output.
  public enum Outcome: Sendable, Hashable {
    /// Exactly one label applies.
    case label([Score])
    /// Each label applies or not, independently.
    case independentLabels([Score])
    /// A number on the model's own scale.
    case value(Double)
    /// The model has no head that labels whole texts.
    case none
  }

  /// A word or phrase of the text and its contribution to the label.
  public struct KeyToken: Sendable, Hashable {
    /// The word or phrase as it is in the text.
    public var text: String
    /// UTF-8 offsets into the classified text.
    public var range: Range<Int>
    /// Its share of all words' contributions, in -1...1: above zero it supports the label (or raises the value), below zero it
    /// opposes the label.
    public var weight: Double
    /// Its contribution in the method's unit: a part of the label's logit, a change of the label's probability, or an
    /// attention.
    public var score: Float = 0
  }

  /// A token of the text, special tokens included.
  public struct Piece: Sendable, Hashable {
    /// Its id in the vocabulary.
    public var id: Int
    /// UTF-8 offsets into the classified text; nil for a special token.
    public var range: Range<Int>?
  }

  /// The likeliest label, or the name of the value.
  public var label: String
  /// Every label's probability in the model's order, or the value.
  public var outcome: Outcome
  /// The polarity of the label or value.
  public var polarity: Polarity
  /// The polarity of the next likeliest label; nil unless exactly one label applies.
  public var rivalPolarity: Polarity?
  /// The words and phrases that were read, strongest magnitude first; empty without an explanation.
  public var keyTokens: [KeyToken] = []
  /// All words that were read, punctuation included, in the text's order; empty without an explanation.
  public var words: [KeyToken] = []
  /// The part of the label's logit that no word's score covers; nil if the method does not split the logit.
  public var rest: Float?
  /// The head's raw output, in the model's label order.
  public var logits: [Float]
  /// The model's threshold: a label with a lower confidence is uncertain.
  public var uncertainBelow = 0.0
  /// The tokens that the encoder read.
  public var pieces: [Piece] = []
  /// The language of the text if the model's card does not list it; such a label is uncertain.
  public var unsupportedLanguage: Language?
  /// UTF-8 range in the middle of a long text that the encoder did not read.
  public var unread: Range<Int>?
  /// The answers of the further heads that the options select.
  public var heads: [HeadAnswer] = []

  /// Every label's probability in the model's order; none for a value.
  public var scores: [Score] {
    switch outcome {
    case .label(let scores), .independentLabels(let scores): scores
    case .value, .none: []
    }
  }

  /// The likeliest label's probability; nil for a value.
  public var confidence: Double? { scores.first { $0.label == label }?.probability }

  /// `97%`, or `3.71` for a value. Only a probability of 1 becomes 100%.
  public var measure: String {
    if case .value(let value) = outcome { return String(format: "%.2f", value) }
    guard let confidence else { return "0%" }
    return percent(confidence)
  }

  /// Whether the text is in another language, or the confidence below a threshold; nil means the model's. A value has no
  /// confidence.
  public func isUncertain(below threshold: Double? = nil) -> Bool {
    unsupportedLanguage != nil || confidence.map { $0 < threshold ?? uncertainBelow } ?? false
  }

  /// Whether the text praises and blames: a head finds aspects of both polarities, or the label says so and is not uncertain.
  ///
  /// - Parameter threshold: as for `isUncertain`.
  public func isMixed(below threshold: Double? = nil) -> Bool {
    unsupportedLanguage == nil
      && (heads.contains(where: \.isMixed) || polarity == .mixed && !isUncertain(below: threshold))
  }

  /// Label and measure: `negative 97%`, `negative 97%, mixed`.
  public var summary: String { "\(label.excerpt()) \(measure)" + (isMixed() && polarity != .mixed ? ", mixed" : "") }

  /// A sentence about the part of a long text that was not read; nil if all was read. `text` is the classified text.
  public func unreadSentence(of text: String) -> String? {
    guard let unread else { return nil }
    if unread.lowerBound == 0, unread.upperBound == text.utf8.count { return "Nothing of this long text was read." }
    // A model may be set to read no head or no tail.
    let place = unread.lowerBound == 0 ? "start" : unread.upperBound == text.utf8.count ? "end" : "middle"
    // All bytes of a scalar except the first have the form 10xxxxxx.
    let scalars = text.utf8.dropFirst(unread.lowerBound).prefix(unread.count).count { $0 & 0xC0 != 0x80 }
    let percent = max(1, scalars * 100 / max(1, text.unicodeScalars.count))
    return "The \(place) of this long text, \(percent)% of it, was not read."
  }

  /// A sentence in place of an empty explanation; nil if the explanation is not empty.
  public var emptySentence: String? {
    if keyTokens.isEmpty { return "This text has no words; the label is the model's answer to an empty text." }
    return keyTokens.allSatisfy { $0.weight == 0 } ? "No word supports or opposes the label." : nil
  }
}

extension Classification {
  /// Interprets a head's output by the model's problem type: one label by softmax, independent labels by sigmoid, a value as it
  /// is.
  ///
  /// - Parameter logits: one for each label; none if the model has no labels.
  init(
    logits: [Float], labels: [String], problem: Problem, rule: PolarityRule, calibration: Calibration = .none
  ) {
    self.logits = logits
    guard let best = logits.indices.max(by: { logits[$0] < logits[$1] }) else {  // the first of equals
      (label, outcome, polarity) = ("", .none, .unknown)
      return
    }
    label = labels[best]
    uncertainBelow = calibration.uncertainBelow
    let values = calibration.probabilities(logits, problem)
    let scores = zip(labels, values).map { Score(label: $0, probability: $1) }
    switch problem {
    case .regression:
      outcome = .value(values[best])
      polarity = rule.polarity(ofValue: values[best])
    case .singleLabel:
      outcome = .label(scores)
      polarity = rule.polarities[best]
      rivalPolarity = logits.indices.filter { $0 != best }.max { logits[$0] < logits[$1] }.map { rule.polarities[$0] }
    case .multiLabel:
      outcome = .independentLabels(scores)
      polarity = logits[best] >= Problem.thresholdLogit ? rule.polarities[best] : .unknown
    }
    // Logits that overflowed have no meaning.
    if !logits.allSatisfy(\.isFinite) { (polarity, rivalPolarity) = (.unknown, nil) }
  }

  /// The polarity that words speak for which oppose the label: the next likeliest label's, or the opposite one if that label has
  /// the same polarity, as two stars beside one, or if the text is mixed.
  public var opposingPolarity: Polarity {
    let rival = rivalPolarity.flatMap { $0 == polarity ? nil : $0 }
    switch polarity {
    case .negative: return isMixed() ? .positive : rival ?? .positive
    case .positive: return isMixed() ? .negative : rival ?? .negative
    case .neutral, .mixed, .unknown: return rival ?? .unknown
    }
  }

  /// The independent labels that apply, in the model's order; nil if labels exclude each other.
  public var applicableLabels: [String]? {
    guard case .independentLabels(let scores) = outcome else { return nil }
    return zip(scores, logits).filter { $1 >= Problem.thresholdLogit }.map(\.0.label)
  }
}

/// `97%`; only a probability of 1 becomes 100%.
package func percent(_ probability: Double) -> String {
  guard probability.isFinite else { return "0%" }
  return "\(probability < 1 ? max(0, min(99, Int((probability * 100).rounded()))) : 100)%"
}
