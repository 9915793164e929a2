import Reviews
import Testing

@testable import SentimentAnalysis

/// The polarity of labels and values, with settings.
struct PolarityRuleTests {
  @Test func settingsOverrideTheWording() {
    let rule = PolarityRule(
      labels: ["LABEL_0", "negative", "joy"], hasValue: false,
      settings: ["LABEL_0": .negative, "negative": .unknown, "LABEL_9": .positive, "<1": .negative])
    #expect(rule.polarities == [.negative, .unknown, .positive])
    #expect(rule.unused == ["<1", "LABEL_9"])
    #expect(rule.hasNegative)
  }

  @Test(arguments: [
    (1.0, Polarity.negative), (2.49, .negative), (2.5, .neutral), (3, .neutral), (3.5, .unknown), (4, .positive),
    (.nan, .unknown),
  ])
  func nearestBoundDecidesAValue(value: Double, expected: Polarity) {
    let rule = PolarityRule(
      labels: ["rating"], hasValue: true,
      settings: ["<2.5": .negative, "<3.5": .neutral, ">3.5": .positive, "<x": .negative])
    #expect(rule.polarity(ofValue: value) == expected)
    #expect(rule.unused == ["<x"])
  }
}
