import BERT
import Foundation
public import Reviews

/// What a model says of one text: its label, how sure it is, and the words that decided it.
public struct Classification: Sendable, Hashable {
  /// One label and its probability.
  public struct Score: Sendable, Hashable {
    /// The model's name for it.
    public var label: String
    /// In 0...1; the scores of one classification sum to one unless the labels are independent.
    public var probability: Double
  }

  /// What the head's output means.
  public enum Outcome: Sendable, Hashable {
    /// One of the labels holds.
    case label([Score])
    /// Each label holds or does not, by itself.
    case independentLabels([Score])
    /// A number on the model's own scale.
    case value(Double)
  }

  /// A word or phrase of the text and what it did for the label.
  public struct KeyToken: Sendable, Hashable {
    /// As the classified text has it.
    public var text: String
    /// UTF-8 offsets into the classified text.
    public var range: Range<Int>
    /// Its share of what all words did, in -1...1: above zero it supports the label (or raises the value), below zero it
    /// opposes it.
    public var weight: Double
    /// What it did by itself, as the method counts it: its part of the logit that speaks for the label, a fall of its
    /// probability, an attention.
    public var score: Float = 0
  }

  /// One piece that the tokenizer cut the text into, special tokens included.
  public struct Piece: Sendable, Hashable {
    /// Its number in the vocabulary.
    public var id: Int
    /// UTF-8 offsets into the classified text; nil for a special token.
    public var range: Range<Int>?
  }

  /// The likeliest label, or the name of the value.
  public var label: String
  /// Every label's probability in the model's order, or the value.
  public var outcome: Outcome
  /// The side that it stands on.
  public var polarity: Polarity
  /// The words and phrases that were read, strongest magnitude first; empty unless an explanation was asked for.
  public var keyTokens: [KeyToken] = []
  /// Every word that was read, punctuation among them, in the text's order; empty as `keyTokens` is.
  public var words: [KeyToken] = []
  /// What of the logit that speaks for the label no word's score holds. Nil where the method does not split it.
  public var rest: Float?
  /// The head's raw output, in the model's label order.
  public var logits: [Float]
  /// The model's own word for the confidence under which its label is uncertain.
  public var uncertainBelow = 0.0
  /// What the encoder read.
  public var pieces: [Piece] = []
  /// UTF-8 range in the middle of a long text that the encoder did not read.
  public var unread: Range<Int>?

  /// Every label's probability in the model's order; none for a value.
  public var scores: [Score] {
    switch outcome {
    case .label(let scores), .independentLabels(let scores): scores
    case .value: []
    }
  }

  /// The likeliest label's probability; nil for a value.
  public var confidence: Double? { scores.first { $0.label == label }?.probability }

  /// `97%`, or `3.71` for a value. Only certainty reads 100.
  public var measure: String {
    if case .value(let value) = outcome { return String(format: "%.2f", value) }
    guard let confidence, confidence.isFinite else { return "0%" }
    return "\(confidence < 1 ? min(99, Int((confidence * 100).rounded())) : 100)%"
  }

  /// Whether the label is less likely than that; nil asks the model. A value is never uncertain.
  public func isUncertain(below threshold: Double? = nil) -> Bool {
    confidence.map { $0 < threshold ?? uncertainBelow } ?? false
  }

  /// Label and measure: `negative 97%`.
  public var summary: String { "\(label.excerpt()) \(measure)" }

  /// How much of a long text was not read, in a sentence; nil where all was. `text` is the text that was classified.
  public func unreadSentence(of text: String) -> String? {
    guard let unread else { return nil }
    if unread.lowerBound == 0, unread.upperBound == text.utf8.count { return "Nothing of this long text was read." }
    // A model may be set to read no head or no tail.
    let place = unread.lowerBound == 0 ? "start" : unread.upperBound == text.utf8.count ? "end" : "middle"
    // Every scalar but for its first byte consists of bytes 10xxxxxx.
    let scalars = text.utf8.dropFirst(unread.lowerBound).prefix(unread.count).count { $0 & 0xC0 != 0x80 }
    let percent = max(1, scalars * 100 / max(1, text.unicodeScalars.count))
    return "The \(place) of this long text, \(percent)% of it, was not read."
  }

  /// What there is to say of an explanation that has nothing to show, in a sentence; nil where it has.
  public var emptySentence: String? {
    if keyTokens.isEmpty { return "There is no word in this text: the label is what the model says of nothing." }
    return keyTokens.allSatisfy { $0.weight == 0 } ? "No word did anything for the label or against it." : nil
  }
}

extension Classification {
  /// Reads a head's output as the model's problem type says: one label by softmax, independent labels by sigmoid each, a
  /// value as it is.
  ///
  /// - Parameter logits: one a label, at least one.
  init(
    logits: [Float], labels: [String], problem: Problem, rule: PolarityRule, calibration: Calibration = .none
  ) {
    let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0  // the first of equals
    label = labels[best]
    self.logits = logits
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
    case .multiLabel:
      outcome = .independentLabels(scores)
      polarity = logits[best] >= Problem.leastHoldingLogit ? rule.polarities[best] : .unknown
    }
    // What overflowed says nothing.
    if !logits.allSatisfy(\.isFinite) { polarity = .unknown }
  }

  /// The independent labels that hold, in the model's order; nil where labels exclude each other.
  public var holdingLabels: [String]? {
    guard case .independentLabels(let scores) = outcome else { return nil }
    return zip(scores, logits).filter { $1 >= Problem.leastHoldingLogit }.map(\.0.label)
  }
}
