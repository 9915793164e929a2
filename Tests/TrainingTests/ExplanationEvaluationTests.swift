import Foundation
import JSON
import SentimentAnalysis
import TestSupport
import Testing

@testable import Training

struct AgreementTests {
  @Test(
    arguments: [
      // sklearn.metrics.average_precision_score
      ([0.9, 0.8, 0.7, 0.6, 0.5], [0, 2], 0.833_333_3), ([0.1, 0.4, 0.35, 0.8], [2, 3], 0.833_333_3),
      ([0.5, 0.5, 0.5, 0.1], [0], 0.333_333_3), ([-1, -2, -3], [2], 0.333_333_3), ([1, 2, 2, 3], [1, 3], 0.833_333_3),
    ] as [([Float], Set<Int>, Double)])
  func averagePrecisionMatchesScikitLearn(scores: [Float], marked: Set<Int>, expected: Double) {
    #expect(abs(Agreement.averagePrecision(scores, marked) - expected) < 1e-6)
  }

  @Test func findsRunsAndTheirOverlap() {
    #expect(Agreement.runs([5, 1, 2, 7, 6]) == [1..<3, 5..<8] && Agreement.runs([]).isEmpty)
    #expect(Agreement.overlap(0..<4, 2..<6) == 2.0 / 6 && Agreement.overlap(0..<2, 2..<4) == 0)
  }
}

struct RationaleDataTests {
  @Test func readsMergesAndValidatesSpans() throws {
    let folder = try TemporaryFolder()
    let path = folder.appending(path: "rows.jsonl").path
    let rows = [
      #"{"text": "é good film", "label": 1, "rationales": [[2, 6], [4, 8]]}"#,
      #"{"text": "bad", "label": 0}"#, #"{"text": "bad film", "label": 0, "rationales": [[0, 9]]}"#,
      #"{"text": "bad food", "label": 0, "rationales": [[3, 3]]}"#,
      #"{"text": "fine food", "label": 1, "rationales": "all"}"#,
    ]
    try rows.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let data = try RationaleData(path: path, model: try SentimentModel(named: nil))
    #expect(data.examples.map(\.rationales) == [[3..<9], [], [], [], []])
    #expect(data.problems.count == 3)
    #expect(data.problems[0].hasPrefix("\(path):3: \"rationales\" should be a list of [start, end] within the text"))
  }
}

struct ExplanationFormFittingTests {
  private let texts = [
    "A wonderful film, I loved every minute of it.", "What a waste of time, the acting was terrible.",
    "Friendly staff, but the room was dirty and the bed broke.", "The battery lasts for days and it works well.",
  ]

  @Test func fitsTheMostFaithfulForm() throws {
    let model = try SentimentModel(named: nil, kernels: .tested)
    let many = (0..<24).map { "\(texts[$0 % 4]) \($0)" }
    var progress: [Int] = []
    let fitted = try #require(ExplanationForm.fitted(to: model, on: many) { done, _ in progress.append(done) })
    // One layer is too few, as on the validation texts: this model, pretrained to average its tokens, gathers early. Plain
    // texts may need fewer layers than those.
    #expect((2...model.explanationForm.quickLayers).contains(fitted.form.quickLayers))
    #expect(fitted.trials.map(\.method.rawValue) == Array(repeating: "quick", count: 7) + ["full", "full", "full"])
    #expect(progress == Array(1...10) && ExplanationForm.table(fitted.trials).count == 11)
    #expect(fitted.trials.suffix(3).allSatisfy { $0.faithfulness.meanComprehensiveness > 0.2 })
  }

  @Test func prefersTheCheapestFormNearTheBest() {
    #expect(ExplanationForm.firstNearBest([0.08, 0.14, 0.36, 0.37], minimumGain: 0.02) == 2)
    #expect(ExplanationForm.firstNearBest([0.36, 0.37, 0.375], minimumGain: 0.02) == 0)
    #expect(ExplanationForm.firstNearBest([.nan, .nan], minimumGain: 0.02) == 0)
  }

  @Test func doesNotFitAFormOnTooFewTexts() throws {
    #expect(
      try ExplanationForm.fitted(
        to: try SentimentModel(named: nil, kernels: .tested), on: texts + Array(repeating: "ok", count: 90)) == nil)
  }

  @Test func selectsEvenlySpacedElements() {
    #expect(
      Array(0..<10).evenlySpaced(3) == [0, 3, 6] && [1, 2].evenlySpaced(5) == [1, 2] && [1].evenlySpaced(0).isEmpty)
    #expect(Array(0..<2001).evenlySpaced(2000).count == 2000)
  }
}
