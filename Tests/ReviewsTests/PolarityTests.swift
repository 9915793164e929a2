import Testing

@testable import Reviews

/// The polarities of the labels of published models.
struct PolarityTests {
  @Test func recognizesLabelsOfPublishedModels() {
    check(["NEGATIVE", "POSITIVE"], [.negative, .positive])
    check(["negative", "neutral", "positive"], [.negative, .neutral, .positive])
    check(["NEG", "NEU", "POS"], [.negative, .neutral, .positive])
    check(
      ["Very Negative", "somewhat-negative", "Neutral", "very_positive", "Positive "],
      [.negative, .negative, .neutral, .positive, .positive])
    check(["负面", "中性", "正面"], [.negative, .neutral, .positive])
    check(["差评", "中评", "好评"], [.negative, .mixed, .positive])
    check(["negative", "neutral", "Mixed", "positive"], [.negative, .neutral, .mixed, .positive])
    check(["褒贬不一", "褒貶不一", "very mixed"], [.mixed, .mixed, .mixed])
    check(["negative (stars 1, 2 and 3)", "positive (stars 4 and 5)"], [.negative, .positive])
    check(
      ["sadness", "joy", "love", "anger", "fear", "surprise"],
      [.negative, .positive, .positive, .negative, .negative, .unknown])
  }

  @Test func dividesStarsAtTheMiddleOfTheScale() {
    check(
      ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], [.negative, .negative, .neutral, .positive, .positive])
    check(
      ["5_STARS", "1_STAR", "4_STARS", "2_STARS", "3_STARS"], [.positive, .negative, .positive, .negative, .neutral])
    check(["1星", "2星", "3星", "4星"], [.negative, .negative, .positive, .positive])
    check(["1 star", "2 stars", "4 stars"], [.unknown, .unknown, .unknown])
    check(["1 star"], [.unknown])
    check(["1 star", "2 stars", "negative"], [.unknown, .unknown, .negative])
  }

  @Test func doesNotGuess() {
    check(["LABEL_0", "LABEL_1"], [.unknown, .unknown])
    check(["0", "1"], [.unknown, .unknown])
    check(["not negative", "non-positive", "negativeness"], [.unknown, .unknown, .unknown])
    check(["", "(negative)", "99999999999999999999 stars"], [.unknown, .unknown, .unknown])
    check([], [])
  }

  private func check(_ labels: [String], _ expected: [Polarity], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(Polarity.ofLabels(labels) == expected, "\(labels)", sourceLocation: sourceLocation)
  }
}
