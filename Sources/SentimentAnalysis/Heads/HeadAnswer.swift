import BERT
import Foundation
public import Reviews
import Tensors

/// The answer of a further head to a text.
public struct HeadAnswer: Sendable, Hashable {
  /// A part of the text and its type, such as an aspect and its polarity.
  public struct Span: Sendable, Hashable {
    /// The part as it is in the text.
    public var text: String
    /// UTF-8 offsets into the text.
    public var range: Range<Int>
    /// The type; for aspects the name of a polarity.
    public var label: String
    /// The polarity of the type.
    public var polarity: Polarity
    /// The mean probability of this type at its words, in 0...1.
    public var confidence: Double
    /// The index of its type.
    var type: Int
    /// Indices of its words among all tagged words.
    var words: Range<Int>
  }

  /// The meaning of the head's output.
  public enum Outcome: Sendable, Hashable {
    /// The probability of every label, of which one applies.
    case label([Classification.Score])
    /// The probability of every independent label; those of at least one half apply.
    case independentLabels([Classification.Score])
    /// A number for each label.
    case values([Classification.Score])
    /// The spans in the text's order.
    case spans([Span])
  }

  /// The name of the head.
  public var name: String
  /// The meaning of its output.
  public var outcome: Outcome
  /// Whether its spans are aspects: their types are polarities, of which one is negative and one positive.
  public var findsAspects = false
  /// Whether its spans are aspects of both polarities, each with at least the head's confidence.
  public var isMixed = false
  /// The explanations of its outputs that the options request.
  public var explanations: [HeadExplanation] = []

  /// The spans of a head that finds aspects, whose types are polarities; nil for other heads.
  public var aspects: [Span]? {
    guard case .spans(let spans) = outcome, findsAspects else { return nil }
    return spans
  }

  /// What another head says of the text, as `emotions: anger, fear`; nil if it says nothing, and for spans.
  public var trait: String? {
    let answer: String
    switch outcome {
    case .spans: return nil
    case .label(let scores):
      guard let best = scores.max(by: { $0.probability < $1.probability }) else { return nil }
      answer = best.label
    case .independentLabels(let scores):
      answer = scores.filter { $0.probability >= 0.5 }.sorted { $0.probability > $1.probability }.map(\.label)
        .joined(separator: ", ")
    case .values(let scores):
      answer = scores.map { (scores.count == 1 ? "" : "\($0.label) ") + String(format: "%.2f", $0.probability) }
        .joined(separator: ", ")
    }
    return answer.isEmpty ? nil : "\(name): \(answer.excerpt())"
  }

  /// The names of its labels; nil for spans.
  public var labels: [String]? {
    switch outcome {
    case .spans: nil
    case .label(let scores), .independentLabels(let scores), .values(let scores): scores.map(\.label)
    }
  }
}

extension HeadAnswer {
  /// Interprets the logits of a head for one text.
  ///
  /// - Parameters:
  ///   - decoder: the head's decoder, for spans.
  ///   - rows: one row of logits, or one for each tagged word.
  ///   - words: the tagged words.
  init(_ head: TaskHead, _ decoder: SpanDecoder, _ rows: [[Float]], _ words: [TaggedWord], in text: String) {
    name = head.name
    let logits = rows.first ?? []
    func scores(_ values: [Double]) -> [Classification.Score] {
      zip(head.labels, values).map { Classification.Score(label: $0, probability: $1) }
    }
    outcome =
      switch head.kind {
      case .spans: .spans(decoder.spans(rows, words, in: text))
      case .exclusive:
        .label(scores(Calibration(temperature: head.temperature).probabilities(logits, .singleLabel)))
      case .independent: .independentLabels(scores(head.probabilities(logits)))
      case .number: .values(scores(logits.map(Double.init)))
      }
    findsAspects = decoder.findsAspects
    isMixed = aspects.map(decoder.areMixed) ?? false
  }
}

extension TaskHead {
  /// The probabilities of independent labels, moved along the logits so that each threshold t becomes one half:
  /// σ(x / temperature − log(t / (1 − t))).
  fileprivate func probabilities(_ logits: [Float]) -> [Double] {
    logits.enumerated().map { index, logit in
      let threshold = thresholds.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? 0.5
      return BinaryCrossEntropy.probability(Double(logit) / temperature - log(threshold / (1 - threshold)))
    }
  }
}
