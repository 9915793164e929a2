import BERT
import Foundation
import JSON
import SentimentAnalysis
import Testing

@testable import Training

/// The expected metrics come from scikit-learn: Tests/Reference/make_metrics_fixture.py.
struct EvaluationTests {
  private static let cases =
    (try? JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "metrics.json"))))?.objectValue ?? [:]

  @Test(arguments: cases.keys) func metricsMatchScikitLearn(_ name: String) throws {
    let expected = try #require(Self.cases[name])
    let evaluation = try evaluation(expected)
    if evaluation.problem == .regression {
      #expect(evaluation.accuracy == 0 && evaluation.perLabel.isEmpty)
      for (name, value) in evaluation.metrics { try check(value, expected[name], name) }
      return
    }
    let named = [
      ("accuracy", evaluation.accuracy), ("loss", evaluation.loss), ("mcc", evaluation.matthewsCorrelation),
      ("brier", evaluation.brierScore), ("ece", evaluation.expectedCalibrationError),
    ]
    for (name, value) in named { try check(value, expected[name], name) }
    for (name, average) in [
      ("macro", evaluation.macro), ("weighted", evaluation.weighted), ("micro", evaluation.micro),
    ] {
      for (index, value) in [average.precision, average.recall, average.f1].enumerated() {
        try check(value, expected[name]?[index], name)
      }
    }
    for (index, label) in evaluation.perLabel.enumerated() {
      for (column, value) in [label.precision, label.recall, label.f1, Double(label.support)].enumerated() {
        try check(value, expected["per_label"]?[index]?[column], "label \(index)")
      }
      try check(evaluation.areasUnderCurve[index], expected["areas"]?[index], "area \(index)")
    }
    try check(evaluation.areaUnderCurve, expected["auroc"], "auroc")
    let confusion = evaluation.confusionMatrix.map {
      JSONValue.array($0.map { .array($0.map { .integer(Int64($0)) }) })
    }
    #expect((confusion ?? .null) == expected["confusion"])
  }

  @Test(arguments: cases.keys.filter { !$0.hasPrefix("numbers") && !$0.hasSuffix("calibrated") })
  func fitsTheTemperatureWithTheLowestLoss(_ name: String) throws {
    let expected = try #require(Self.cases[name])
    let fitted = Calibration(fittedTo: try evaluation(expected))
    let temperature = try #require(expected["fitted"]?.doubleValue)
    #expect(abs(fitted.temperature / temperature - 1) < 1e-4, "\(fitted.temperature), expected \(temperature)")
  }

  @Test(arguments: Problem.allCases) func everyMetricIsZeroWithoutTexts(_ problem: Problem) {
    let evaluation = Evaluation(problem, labels: ["a", "b"])
    #expect(evaluation.metrics.allSatisfy { $0.value == 0 } && evaluation.areaUnderCurve == nil)
    #expect(evaluation.byLength.isEmpty && Calibration(fittedTo: evaluation) == .none)
    #expect(!JSONValue.object(evaluation.json).serialized().contains("nan"))
  }

  @Test func acceptsLogitsThatAreNotFinite() {
    for problem in Problem.allCases {
      var evaluation = Evaluation(problem, labels: ["a", "b"])
      let target: Target =
        switch problem {
        case .singleLabel: .label(1)
        case .multiLabel: .labels([1])
        case .regression: .value(1)
        }
      for logits: [Float] in [[.nan, 0], [.infinity, 0], [-.infinity, -.infinity], [1, 0]] {
        evaluation.add(logits, target)
      }
      #expect(evaluation.count == 4)
      #expect(!JSONValue.object(evaluation.json).serialized().contains("nan"))
      #expect(!evaluation.lines().isEmpty)
      _ = Calibration(fittedTo: evaluation)
    }
  }

  @Test func judgesBetweenTwoLabelsIfNoTextIsNeutral() throws {
    let labels = ["negative", "neutral", "positive"]
    let texts: [([Float], Target)] = [([0, 3, 1], .label(2)), ([1, 3, 0], .label(2)), ([2, 0, 1], .label(0))]
    var evaluation = Evaluation(.singleLabel, labels: labels, targets: texts.map(\.1))
    for (logits, target) in texts { evaluation.add(logits, target) }
    #expect(evaluation.labels == ["negative", "positive"] && evaluation.correct == 2)
    #expect(evaluation.rows.map(\.logits) == [[0, 1], [1, 0], [2, 1]])
    #expect(evaluation.rows.map(\.output) == texts.map(\.0))
    #expect(evaluation.ignoredLabel == "neutral" && evaluation.ignoredCount == 2)
    #expect(evaluation.calibrated(by: .none).ignoredCount == 2)
    #expect(evaluation.sentence.hasSuffix(", neutral not judged"))
    #expect(evaluation.lines().contains { $0.contains("no text is neutral, which the model answers for 2 of them") })
    #expect(evaluation.json["not_judged"] == ["label": "neutral", "predicted": 2])
    // One neutral text, and labels of other kinds, are judged as they are.
    let whole = Evaluation(.singleLabel, labels: labels, targets: [.label(0), .label(1)])
    let others = Evaluation(.singleLabel, labels: ["joy", "anger", "fear"], targets: [.label(0)])
    #expect(whole.labels == labels && whole.ignoredLabel == nil && others.ignoredLabel == nil)
  }

  @Test func groupsTextsByLength() {
    var evaluation = Evaluation(.singleLabel, labels: ["a", "b"])
    for (tokens, truth) in [(3, 0), (16, 1), (17, 0), (32, 0), (200, 1)] {
      evaluation.add([1, 0], .label(truth), tokens: tokens)
    }
    #expect(evaluation.byLength.map(\.tokens) == [1...16, 17...32, 129...256])
    #expect(evaluation.byLength.map(\.evaluation.accuracy) == [0.5, 1, 0])
  }

  @Test func findsMetricsByTheNamesOfTrainingArguments() {
    var evaluation = Evaluation(.singleLabel, labels: ["bad", "good"])
    for (logits, truth): ([Float], Int) in [([1, 0], 0), ([1, 0], 1), ([0, 1], 1)] {
      evaluation.add(logits, .label(truth))
    }
    let twoThirds = ["accuracy", "eval_accuracy", "f1_avg", "f1_macro", "f1_bad", "score"]
    for name in twoThirds { #expect(abs((evaluation.metric(name) ?? .nan) - 2 / 3) < 1e-12, "\(name)") }
    #expect(evaluation.metric("eval_loss") == evaluation.loss)
    #expect(evaluation.metric("nonsense") == nil)
    #expect(Evaluation.isLowerBetter("eval_loss") && !Evaluation.isLowerBetter("f1_avg"))
  }

  private func check(_ value: Double?, _ expected: JSONValue?, _ name: String = "") throws {
    let expected = try #require(expected, "\(name)").doubleValue
    guard let value, let expected else {
      #expect(value == nil && expected == nil, "\(name)")
      return
    }
    // Losses are computed in float32.
    let tolerance = ["loss", "mse"].contains(name) ? 1e-6 : 1e-9
    #expect(abs(value - expected) < tolerance * max(1, abs(expected)), "\(name): \(value), expected \(expected)")
  }

  private func evaluation(_ expected: JSONValue) throws -> Evaluation {
    let problem = try #require(Problem(rawValue: expected["problem"]?.stringValue ?? ""))
    let temperature = try #require(expected["temperature"]?.doubleValue)
    let labels = (0..<(expected["labels"]?.intValue ?? 0)).map { "label \($0)" }
    var evaluation = Evaluation(problem, labels: labels, calibration: Calibration(temperature: temperature))
    let rows = zip(expected["logits"]?.arrayValue ?? [], expected["targets"]?.arrayValue ?? [])
    for (logits, target) in rows {
      let numbers = (logits.arrayValue ?? []).compactMap { $0.doubleValue.map { Float($0) } }
      switch problem {
      case .singleLabel: evaluation.add(numbers, .label(try #require(target.intValue)))
      case .multiLabel: evaluation.add(numbers, .labels(Set((target.arrayValue ?? []).compactMap(\.intValue))))
      case .regression: evaluation.add(numbers, .value(try #require(target.doubleValue)))
      }
    }
    #expect(evaluation.count > 0)
    return evaluation
  }
}
