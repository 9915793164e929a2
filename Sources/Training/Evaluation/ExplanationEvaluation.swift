import BERT
import Foundation
public import JSON
public import SentimentAnalysis
import Tensors

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
  /// The agreement with marked words, over the texts that have any.
  public var agreement: Agreement
  /// The share of punctuation among the three strongest words of each text.
  public var punctuationInTopThree: Double
  /// The share of function words among them.
  public var functionWordsInTopThree: Double
  /// The time to classify and explain a text; nil for random scores.
  public var millisecondsPerText: Double?

  /// Measures a method, or random scores if it is nil, on the texts that the model labels as people did.
  public init(
    of method: ExplanationMethod?, _ model: SentimentModel, on examples: [RationaleData.Example]
  ) throws(CancellationError) {
    let texts = examples.map(\.example.text)
    let start = ContinuousClock.now
    var explained = try model.wordScores(texts, by: method ?? .quick)
    let milliseconds = (ContinuousClock.now - start) / .milliseconds(1) / Double(max(1, texts.count))
    millisecondsPerText = method == nil ? nil : milliseconds
    if method == nil {
      var generator = SplitMix64(seed: 1)
      for index in explained.indices {
        explained[index].scores = explained[index].scores.map { _ in Float.random(in: 0..<1, using: &generator) }
      }
    }
    name = method?.rawValue ?? "random"
    let correct = zip(examples, explained).filter { example, text in
      !text.words.isEmpty && (model.problem != .singleLabel || example.example.target == .label(text.label))
    }
    (count, correctCount) = (examples.count, correct.count)
    faithfulness = try Faithfulness(of: model, correct.map(\.1))
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
    return [
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
  }

  /// A table with one method a line; cells without texts to measure are empty.
  public static func table(_ evaluations: [ExplanationEvaluation]) -> [String] {
    let header = ["method", "comp", "suff", "AUPRC", "token F1", "IOU F1", "punct.", "function", "ms/text"]
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
            + cells(agreement.count > 0, agreement.averagePrecision, agreement.wordF1, agreement.spanF1)
            + cells(isMeasured, one.punctuationInTopThree, one.functionWordsInTopThree)
            + [one.millisecondsPerText.map { String(format: "%.2f", $0) } ?? ""]
        })
  }
}
