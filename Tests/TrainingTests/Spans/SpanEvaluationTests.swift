import JSON
import Testing

@testable import Training

/// The expected metrics come from seqeval: Tests/Reference/make_span_fixtures.py.
struct SpanEvaluationTests {
  private static let cases = SpanFixture.value["scores"]?.objectValue ?? [:]

  private func spans(_ tags: JSONValue) -> [LabelledSpan] {
    SpanRows.spans(ofTags: SpanFixture.tags(tags)).map { LabelledSpan(range: $0.range, label: $0.label) }
  }

  @Test func fixtureHasCases() { #expect(Self.cases.count > 10) }

  @Test(arguments: cases.keys) func metricsMatchSeqeval(_ name: String) throws {
    let expected = try #require(Self.cases[name])
    let (truth, predicted) = (expected["truth"]?.arrayValue ?? [], expected["predicted"]?.arrayValue ?? [])
    // A label that does not occur must not change an average.
    var evaluation = SpanEvaluation(labels: ["never", "Positive"])
    for (truth, predicted) in zip(truth, predicted) {
      evaluation.add(predicted: spans(predicted).shuffled(), truth: spans(truth))
    }
    #expect(evaluation.texts == truth.count)
    for (name, average) in [
      ("micro", evaluation.micro), ("macro", evaluation.macro), ("weighted", evaluation.weighted),
    ] {
      try check([average.precision, average.recall, average.f1], expected[name], name)
    }
    let labels = try #require(expected["labels"]?.objectValue)
    for (label, counts) in zip(evaluation.labels, evaluation.perLabel) {
      let expected = labels[label.lowercased()] ?? [0, 0, 0, 0]
      try check([counts.precision, counts.recall, counts.f1, Double(counts.support)], expected, label)
    }
    #expect(labels.keys.allSatisfy { evaluation.labels.map { $0.lowercased() }.contains($0) })
    let boundaries = evaluation.boundaries
    try check(
      [boundaries.precision, boundaries.recall, boundaries.f1, Double(boundaries.support)], expected["boundaries"],
      "boundaries")
  }

  private func check(_ values: [Double], _ expected: JSONValue?, _ name: String) throws {
    for (index, value) in values.enumerated() {
      let expected = try #require(expected?[index]?.doubleValue)
      #expect(abs(value - expected) < 1e-9, "\(name) \(index): \(value), expected \(expected)")
    }
  }

  private func span(_ range: Range<Int>, _ label: String) -> LabelledSpan { LabelledSpan(range: range, label: label) }

  @Test func aSpanCountsOnceAndLabelsAreComparedWithoutCase() {
    var evaluation = SpanEvaluation(labels: ["POS", "negative"])
    evaluation.add(
      predicted: [span(0..<4, "Positive"), span(0..<4, "pos"), span(5..<9, "Negative")],
      truth: [span(0..<4, "positive"), span(0..<4, "positive"), span(5..<9, "pos")])
    #expect(evaluation.labels == ["POS", "negative"])
    #expect(evaluation.perLabel[0] == LabelCounts(support: 2, predicted: 1, correct: 1))
    #expect(evaluation.perLabel[1] == LabelCounts(support: 0, predicted: 1, correct: 0))
    #expect(evaluation.boundaries == LabelCounts(support: 2, predicted: 2, correct: 2))
    #expect(evaluation.total == LabelCounts(support: 2, predicted: 2, correct: 1))
  }

  @Test(arguments: [
    (0..<4, 0), (3..<5, 0), (4..<6, 0), (5..<6, 0), (4..<8, 0), (8..<9, 1), (0..<3, 1), (0..<9, 0),
  ])
  func aPredictionThatOverlapsAnExcludedRangeDoesNotCount(_ range: Range<Int>, _ predicted: Int) {
    var evaluation = SpanEvaluation(labels: ["x"])
    evaluation.add(predicted: [span(range, "x")], truth: [], excluded: [3..<6, 7..<8])
    #expect(evaluation.total.predicted == predicted && evaluation.boundaries.predicted == predicted)
  }

  @Test func countsMixedTexts() {
    var evaluation = SpanEvaluation(labels: ["positive", "negative"])
    let (both, one) = ([span(0..<4, "pos"), span(5..<9, "Negative")], [span(0..<4, "positive")])
    evaluation.add(predicted: [], truth: both)
    #expect(evaluation.mixed == nil)
    for (truth, excluded, isMixed): ([LabelledSpan], [Range<Int>], Bool) in [
      (both, [], true), (both, [9..<12], false), (one, [], true), (one, [], false), ([], [], false),
      // A text with a span of unknown polarity does not count.
      (one, [5..<9], true),
    ] {
      evaluation.add(predicted: [], truth: truth, excluded: excluded, isMixed: isMixed)
    }
    #expect(evaluation.mixed == LabelCounts(support: 2, predicted: 2, correct: 1))
    #expect(evaluation.json["mixed"]?["f1"]?.doubleValue == 0.5 && evaluation.json["mixed"]?["texts"] == 2)
    #expect(evaluation.lines().last == "mixed texts: F1 0.5000, 2 true, 2 predicted, 1 both")
  }

  @Test func measuresGivenSpansAndTheLossOfWords() {
    var evaluation = SpanEvaluation(labels: ["positive", "negative"])
    let truth = [span(0..<4, "positive"), span(5..<9, "negative"), span(9..<12, "negative")]
    #expect(evaluation.polarityAccuracy == 0 && evaluation.loss == 0)
    evaluation.add(predicted: [], truth: truth, givenLabels: ["pos", "positive", "Negative"], loss: 6, words: 4)
    evaluation.add(predicted: [], truth: [], givenLabels: [], loss: 1, words: 6)
    evaluation.add(predicted: [], truth: truth)
    #expect(evaluation.givenCount == 3 && evaluation.texts == 3 && evaluation.total.support == 6)
    #expect(abs(evaluation.polarityAccuracy - 2.0 / 3) < 1e-15 && abs(evaluation.loss - 0.7) < 1e-15)
  }

  private var sample: SpanEvaluation {
    var evaluation = SpanEvaluation(labels: ["positive", "negative"])
    for index in 0..<1249 {
      evaluation.add(
        predicted: [span(0..<4, index < 1000 ? "positive" : "negative")], truth: [span(0..<4, "positive")],
        givenLabels: ["positive"], loss: 2, words: 4)
    }
    evaluation.add(predicted: [span(5..<9, "other")], truth: [])
    return evaluation
  }

  @Test func metricsHaveNames() {
    let names = ["f1", "precision", "recall", "f1_macro", "f1_boundaries", "polarity_accuracy", "loss"]
    #expect(sample.metrics.map(\.name) == names)
    for (name, value) in sample.metrics {
      #expect(sample.metric(name) == value && sample.metric("eval_" + name) == value && value > 0)
    }
    #expect(sample.metric("score") == sample.micro.f1)
    #expect(sample.metric("f1_positive") == sample.perLabel[0].f1 && sample.metric("eval_f1_other") == 0)
    #expect(sample.metric("accuracy") == nil && sample.metric("f1_none") == nil && sample.metric("") == nil)
  }

  @Test func describesItselfInASentence() {
    #expect(
      sample.sentence
        == "f1 0.8003 (1,250 texts, 1,249 spans), precision 0.8000, recall 0.8006, f1_macro 0.2964, "
        + "f1_boundaries 0.9996, polarity_accuracy 1.0000, loss 0.5000")
    var evaluation = SpanEvaluation(labels: [])
    evaluation.add(predicted: [span(0..<4, "x")], truth: [span(0..<4, "x")])
    #expect(
      evaluation.sentence
        == "f1 1.0000 (1 text, 1 span), precision 1.0000, recall 1.0000, f1_macro 1.0000, f1_boundaries 1.0000")
  }

  @Test func alignsTablesForATerminal() {
    #expect(
      sample.lines() == [
        sample.sentence, "",
        "label         precision  recall      F1  spans  predicted",
        "positive         1.0000  0.8006  0.8893   1249       1000",
        "negative         0.0000  0.0000  0.0000      0        249",
        "other            0.0000  0.0000  0.0000      0          1",
        "(micro)          0.8000  0.8006  0.8003",
        "(macro)          0.3333  0.2669  0.2964",
        "(weighted)       1.0000  0.8006  0.8893",
        "(boundaries)     0.9992  1.0000  0.9996   1249       1250",
        "", "polarity accuracy 1.0000 on 1,249 given spans",
      ])
    #expect(SpanEvaluation(labels: []).lines().count == 7)
  }

  @Test func jsonHoldsAllMetrics() {
    let json = sample.json
    #expect(json["texts"] == 1250 && json["spans"] == 1249 && json["given_spans"] == 1249)
    for (name, value) in sample.metrics { #expect(json[name]?.doubleValue == value) }
    #expect(json["labels"]?[1]?["label"] == "negative" && json["labels"]?[1]?["predicted"] == 249)
    #expect(json["boundaries"]?["correct"] == 1249 && json["averages"]?["weighted"]?["precision"] == .double(1))
    var evaluation = SpanEvaluation(labels: [])
    evaluation.add(predicted: [], truth: [], loss: .nan, words: 1)
    #expect(evaluation.json["loss"] == .null && evaluation.json["f1"]?.doubleValue == 0)
  }
}
