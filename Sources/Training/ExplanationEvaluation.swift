import BERT
import Foundation
public import JSON
public import SentimentAnalysis
import Tensors

/// How true a way of explaining is to the model, how close to what people marked, and what it costs.
public struct ExplanationEvaluation: Sendable {
  /// The method, or `random`.
  public var name: String
  /// Over the texts that the model got right.
  public var faithfulness: Faithfulness
  /// Over those of them that have words marked.
  public var agreement: Agreement
  /// Of the three strongest words of each text, the share that is punctuation.
  public var punctuationInTopThree: Double
  /// The share that is function words.
  public var functionWordsInTopThree: Double
  /// Of reading a text and explaining it.
  public var millisecondsPerText: Double

  /// Measures a method, or where it is nil words at random, on texts that the model labels as people did.
  public init(of method: ExplanationMethod?, _ model: SentimentModel, on examples: [RationaleData.Example]) {
    let texts = examples.map(\.example.text)
    let start = ContinuousClock.now
    var explained = model.wordScores(texts, by: method ?? .quick)
    millisecondsPerText = (ContinuousClock.now - start) / .milliseconds(1) / Double(max(1, texts.count))
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
    faithfulness = Faithfulness(of: model, right.map(\.1))
    agreement = Agreement(right.map { ($0.1, $0.1.words(markedBy: $0.0.rationales)) })
    var top = (words: 0, punctuation: 0, functionWords: 0)
    for (example, text) in right {
      let bytes = Array(example.example.text.utf8)
      for word in text.ranking.prefix(3).map({ text.words[$0] }) {
        top.words += 1
        if word.isPunctuation(in: bytes) { top.punctuation += 1 }
        if FunctionWords.contains(String(decoding: bytes[word.range], as: UTF8.self)) { top.functionWords += 1 }
      }
    }
    punctuationInTopThree = share(Double(top.punctuation), of: Double(top.words))
    functionWordsInTopThree = share(Double(top.functionWords), of: Double(top.words))
  }

  /// All figures.
  public var json: JSONValue {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .double($0) }) }
    return [
      "method": .string(name),
      "comprehensiveness": .double(faithfulness.meanComprehensiveness),
      "sufficiency": .double(faithfulness.meanSufficiency),
      "shares": numbers(Faithfulness.shares),
      "comprehensiveness_by_share": numbers(faithfulness.comprehensiveness),
      "sufficiency_by_share": numbers(faithfulness.sufficiency),
      "auprc": .double(agreement.averagePrecision), "token_f1": .double(agreement.wordF1),
      "iou_f1": .double(agreement.spanF1), "texts_marked": .integer(Int64(agreement.count)),
      "punctuation_in_top_3": .double(punctuationInTopThree),
      "function_words_in_top_3": .double(functionWordsInTopThree),
      "milliseconds_per_text": .double(millisecondsPerText),
    ]
  }

  /// A table of several, a method a line.
  public static func table(_ evaluations: [ExplanationEvaluation]) -> [String] {
    let header = ["method", "comp", "suff", "AUPRC", "token F1", "IOU F1", "punct.", "function", "ms/text"]
    return aligned(
      [header]
        + evaluations.map { one in
          func three(_ value: Double) -> String { String(format: "%.3f", value) }
          let agreement = one.agreement.count > 0
          return [
            one.name, three(one.faithfulness.meanComprehensiveness), three(one.faithfulness.meanSufficiency),
            agreement ? three(one.agreement.averagePrecision) : "", agreement ? three(one.agreement.wordF1) : "",
            agreement ? three(one.agreement.spanF1) : "", three(one.punctuationInTopThree),
            three(one.functionWordsInTopThree), String(format: "%.2f", one.millisecondsPerText),
          ]
        })
  }
}
