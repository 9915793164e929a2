public import JSON
public import SentimentAnalysis
import Tensors

/// The agreement of the words that decided the polarity of aspects with the opinions that people marked.
public struct AspectExplanations: Sendable {
  /// The name of the method, or `random`.
  public var name: String
  /// The number of aspects with opinions.
  public var count = 0
  /// The number of aspects to which the model gives the polarity that people gave.
  public var correctCount: Int
  /// The agreement, over these aspects if their opinions mark some words, not all.
  public var agreement: Agreement

  /// Measures a method on the given spans of a head.
  ///
  /// - Parameter method: quick, full or attention; nil for random scores.
  /// - Throws: `CancellationError` if the context of the model is cancelled.
  public init(
    _ method: ExplanationMethod?, of model: SentimentModel, head index: Int, on data: OpinionData
  ) throws(CancellationError) {
    name = method?.rawValue ?? "random"
    var generator = SplitMix64(seed: 1)
    var explained: [(scores: WordScores, marked: Set<Int>)] = []
    for example in data.examples {
      count += example.aspects.count
      let found = try model.wordScores(
        ofSpans: example.aspects.map(\.range), in: example.text, head: index, by: method ?? .quick)
      for (aspect, found) in zip(example.aspects, found) {
        guard let found, SpanLabels.name(found.label) == SpanLabels.name(aspect.polarity) else { continue }
        var scores = found.scores
        if method == nil { scores.scores = scores.scores.map { _ in Float.random(in: 0..<1, using: &generator) } }
        explained.append((scores, scores.words(markedBy: aspect.opinions)))
      }
    }
    correctCount = explained.count
    agreement = Agreement(explained)
  }

  /// All metrics.
  public var json: JSONObject {
    [
      "method": .string(name), "aspects": .integer(Int64(count)), "aspects_right": .integer(Int64(correctCount)),
      "auprc": .double(agreement.averagePrecision), "token_f1": .double(agreement.wordF1),
      "iou_f1": .double(agreement.spanF1),
    ]
  }

  /// A table with one method a line.
  public static func table(_ evaluations: [AspectExplanations]) -> [String] {
    aligned(
      [["method", "AUPRC", "token F1", "IOU F1"]]
        + evaluations.map {
          [$0.name] + [$0.agreement.averagePrecision, $0.agreement.wordF1, $0.agreement.spanF1].map(digits)
        })
  }
}
