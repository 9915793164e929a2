import BERT
import Foundation
public import JSON
public import SentimentAnalysis
import Tensors

/// How true a way of explaining is to the model, how close to what people marked, and what it costs.
public struct ExplanationEvaluation: Sendable {
  /// The method, or `random`.
  public var name: String
  /// The texts that were explained.
  public var count: Int
  /// Those of them that the model got right and that have a word; the figures are over these.
  public var rightCount: Int
  /// How far the model's answers hang on the words.
  public var faithfulness: Faithfulness
  /// Over those of them that have words marked.
  public var agreement: Agreement
  /// Of the three strongest words of each text, the share that is punctuation.
  public var punctuationInTopThree: Double
  /// The share that is function words.
  public var functionWordsInTopThree: Double
  /// Of reading a text and explaining it; nil for words at random.
  public var millisecondsPerText: Double?

  /// Measures a method, or where it is nil words at random, on texts that the model labels as people did.
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
    let right = zip(examples, explained).filter { example, text in
      !text.words.isEmpty && (model.problem != .singleLabel || example.example.target == .label(text.label))
    }
    (count, rightCount) = (examples.count, right.count)
    faithfulness = try Faithfulness(of: model, right.map(\.1))
    agreement = Agreement(right.map { ($0.1, $0.1.words(markedBy: $0.0.rationales)) })
    var top = (words: 0, punctuation: 0, functionWords: 0)
    for (_, text) in right {
      let kinds = text.ranking.prefix(3).map { text.words[$0].kind }
      top.words += kinds.count
      top.punctuation += kinds.count { $0 == .punctuation }
      top.functionWords += kinds.count { $0 == .function }
    }
    punctuationInTopThree = share(Double(top.punctuation), of: Double(top.words))
    functionWordsInTopThree = share(Double(top.functionWords), of: Double(top.words))
  }

  /// All figures.
  public var json: JSONValue {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }
    return [
      "method": .string(name), "texts": .integer(Int64(count)), "texts_right": .integer(Int64(rightCount)),
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

  /// A table of several, a method a line; without a text to measure on, cells are empty.
  public static func table(_ evaluations: [ExplanationEvaluation]) -> [String] {
    let header = ["method", "comp", "suff", "AUPRC", "token F1", "IOU F1", "punct.", "function", "ms/text"]
    return aligned(
      [header]
        + evaluations.map { one in
          func cells(_ isKnown: Bool, _ values: Double...) -> [String] {
            values.map { isKnown ? String(format: "%.3f", $0) : "" }
          }
          let (agreement, isMeasured) = (one.agreement, one.rightCount > 0)
          return [one.name]
            + cells(
              isMeasured, one.faithfulness.meanComprehensiveness, one.faithfulness.meanSufficiency)
            + cells(agreement.count > 0, agreement.averagePrecision, agreement.wordF1, agreement.spanF1)
            + cells(isMeasured, one.punctuationInTopThree, one.functionWordsInTopThree)
            + [one.millisecondsPerText.map { String(format: "%.2f", $0) } ?? ""]
        })
  }
}
