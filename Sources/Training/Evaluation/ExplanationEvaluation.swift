import BERT
import Foundation
public import JSON
public import SentimentAnalysis

/// The quality of an explanation method: its faithfulness to the model, its agreement with people, and its cost.
public struct ExplanationEvaluation: Sendable {
  /// The name of the method, or `random`.
  public var name: String
  /// The number of explained texts.
  public var count: Int
  /// The number of texts that have a word and are predicted correctly; the metrics are over these texts.
  public var correctCount: Int
  /// How much the predictions depend on the words with high scores.
  public var faithfulness: Faithfulness
  /// The normalized faithfulness; nil if it is not measured.
  public var normalized: NormalizedFaithfulness.Figures?
  /// The agreement with marked words, over the texts that have any.
  public var agreement: Agreement
  /// The share of punctuation among the three strongest words of each text.
  public var punctuationInTopThree: Double
  /// The share of function words among them.
  public var functionWordsInTopThree: Double
  /// The time to classify and explain a text; nil for random scores.
  public var millisecondsPerText: Double?

  /// Measures a method on the texts that the model labels as people did.
  ///
  /// - Parameter ranges: those of the same texts, for `normalized`; nil does not measure it.
  public init(
    of scorer: WordScorer, _ model: SentimentModel, on examples: [RationaleData.Example],
    normalizedBy ranges: inout NormalizedFaithfulness?
  ) throws(CancellationError) {
    let texts = examples.map(\.example.text)
    let start = ContinuousClock.now
    let explained = try scorer.scores(texts, by: model)
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1) / Double(max(1, texts.count))
    millisecondsPerText = scorer == .random ? nil : milliseconds
    name = scorer.name
    let correct = zip(examples, explained).filter { model.explains($1, as: $0) }
    (count, correctCount) = (examples.count, correct.count)
    faithfulness = try Faithfulness(of: model, correct.map(\.1))
    normalized = try ranges?.measure(explained)
    agreement = Agreement(correct.map { ($0.1, $0.1.words(markedBy: $0.0.rationales)) })
    var top = (words: 0, punctuation: 0, functionWords: 0)
    for (_, text) in correct {
      let kinds = text.ranking.prefix(3).map { text.words[$0].kind }
      top.words += kinds.count
      top.punctuation += kinds.count { $0 == .punctuation }
      top.functionWords += kinds.count { $0 == .function }
    }
    punctuationInTopThree = share(Double(top.punctuation), of: Double(top.words))
    functionWordsInTopThree = share(Double(top.functionWords), of: Double(top.words))
  }

  /// All metrics.
  public var json: JSONValue {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }
    var object: JSONObject = [
      "method": .string(name), "texts": .integer(Int64(count)), "texts_right": .integer(Int64(correctCount)),
      "comprehensiveness": .double(faithfulness.meanComprehensiveness),
      "sufficiency": .double(faithfulness.meanSufficiency),
      "shares": numbers(Faithfulness.shares),
      "comprehensiveness_by_share": numbers(faithfulness.comprehensiveness),
      "sufficiency_by_share": numbers(faithfulness.sufficiency),
      "auprc": .double(agreement.averagePrecision), "token_f1": .double(agreement.wordF1),
      "iou_f1": .double(agreement.spanF1), "texts_marked": .integer(Int64(agreement.count)),
      "punctuation_in_top_3": .double(punctuationInTopThree),
      "function_words_in_top_3": .double(functionWordsInTopThree),
      "milliseconds_per_text": millisecondsPerText.map { .double($0) } ?? .null,
    ]
    if let normalized {
      object["normalized_comprehensiveness"] = .double(normalized.comprehensiveness)
      object["normalized_sufficiency"] = .double(normalized.sufficiency)
      object["texts_normalized"] = .integer(Int64(normalized.count))
    }
    return .object(object)
  }

  /// A table with one method a line; cells without texts to measure are empty.
  public static func table(_ evaluations: [ExplanationEvaluation]) -> [String] {
    let isNormalized = evaluations.contains { $0.normalized != nil }
    let header =
      ["method", "comp", "suff"] + (isNormalized ? ["comp norm.", "suff norm."] : [])
      + ["AUPRC", "token F1", "IOU F1", "punct.", "function", "ms/text"]
    return aligned(
      [header]
        + evaluations.map { one in
          func cells(_ isKnown: Bool, _ values: Double...) -> [String] {
            values.map { isKnown ? String(format: "%.3f", $0) : "" }
          }
          let (agreement, isMeasured) = (one.agreement, one.correctCount > 0)
          return [one.name]
            + cells(
              isMeasured, one.faithfulness.meanComprehensiveness, one.faithfulness.meanSufficiency)
            + (isNormalized
              ? cells(one.normalized != nil, one.normalized?.comprehensiveness ?? 0, one.normalized?.sufficiency ?? 0)
              : [])
            + cells(agreement.count > 0, agreement.averagePrecision, agreement.wordF1, agreement.spanF1)
            + cells(isMeasured, one.punctuationInTopThree, one.functionWordsInTopThree)
            + [one.millisecondsPerText.map { String(format: "%.2f", $0) } ?? ""]
        })
  }
}

extension SentimentModel {
  /// Whether the words of a text are to be measured: it has any, and the model labels it as people did.
  func explains(_ scores: WordScores, as example: RationaleData.Example) -> Bool {
    !scores.words.isEmpty && (problem != .singleLabel || example.example.target == .label(scores.label))
  }
}
