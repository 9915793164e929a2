import BERT
import JSON
import Testing

@testable import SentimentAnalysis

/// What becomes of logits under each kind of head.
struct ClassificationTests {
  private static let stars = ["1 star", "2 stars", "3 stars"]

  @Test func oneOfSeveralLabelsHoldsBySoftmax() throws {
    let result = classification([1, 3, 2], Self.stars, .singleLabel)
    #expect(result.label == "2 stars")
    #expect(result.polarity == .neutral)
    #expect(abs((result.confidence ?? 0) - 0.66524) < 1e-5)
    #expect(result.holdingLabels == nil)
    check(result, ["text", "label", "confidence", "scores"])
    #expect(result.summary == "2 stars 67%")
  }

  @Test func independentLabelsHoldFromOneHalfOn() throws {
    let result = classification([0, -2, 1.5], ["anger", "joy", "sadness"], .multiLabel)
    #expect(result.label == "sadness")
    #expect(result.polarity == .negative)
    #expect(result.holdingLabels == ["anger", "sadness"])
    #expect(abs(result.scores.reduce(0) { $0 + $1.probability } - (0.5 + 0.119203 + 0.817574)) < 1e-5)
    check(result, ["text", "label", "confidence", "labels", "scores"])
  }

  @Test func whereNoIndependentLabelHoldsTheTextStandsOnNoSide() {
    let result = classification([-1, -2], ["anger", "joy"], .multiLabel)
    #expect(result.label == "anger")
    #expect(result.polarity == .unknown)
    #expect(result.holdingLabels == [])
  }

  @Test func aValueIsShownAsItIs() {
    let settings: [String: Polarity] = ["<2.5": .negative]
    let result = classification([1.25], ["rating"], .regression, settings)
    #expect(result.outcome == .value(1.25))
    #expect(result.confidence == nil && result.scores.isEmpty)
    #expect(result.polarity == .negative)
    #expect(result.summary == "rating 1.25")
    check(result, ["text", "label", "value"])
    #expect(classification([3], ["rating"], .regression, settings).polarity == .unknown)
  }

  @Test func ofEqualLabelsTheFirstCounts() {
    #expect(classification([2, 2], ["a", "b"], .singleLabel).label == "a")
  }

  @Test func onlyCertaintyReadsAHundred() {
    #expect(classification([9, 0], ["a", "b"], .singleLabel).summary == "a 99%")
    #expect(classification([900, 0], ["a", "b"], .singleLabel).summary == "a 100%")
    #expect(classification([.nan, 0], ["a", "b"], .singleLabel).summary.hasSuffix(" 0%"))
  }

  private func classification(
    _ logits: [Float], _ labels: [String], _ problem: Problem, _ settings: [String: Polarity] = [:]
  ) -> Classification {
    let rule = PolarityRule(labels: labels, givesValue: problem == .regression, settings: settings)
    return Classification(logits: logits, labels: labels, problem: problem, rule: rule)
  }

  private func check(_ result: Classification, _ keys: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let json = result.json(text: "x", explain: false, details: false)
    #expect(json.objectValue?.keys.map { $0 } == keys, sourceLocation: sourceLocation)
  }
}
