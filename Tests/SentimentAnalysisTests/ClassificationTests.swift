import BERT
import JSON
import Reviews
import Testing

@testable import SentimentAnalysis

/// The interpretation of logits by each kind of head.
struct ClassificationTests {
  private static let stars = ["1 star", "2 stars", "3 stars"]

  @Test func exclusiveLabelsUseSoftmax() throws {
    let result = classification([1, 3, 2], Self.stars, .singleLabel)
    #expect(result.label == "2 stars")
    #expect(result.polarity == .neutral)
    #expect(abs((result.confidence ?? 0) - 0.66524) < 1e-5)
    #expect(result.applicableLabels == nil)
    check(result, ["text", "label", "confidence", "scores"])
    #expect(result.summary == "2 stars 67%")
  }

  @Test func opposingWordsSpeakForTheNextLikeliestLabel() {
    let labels = ["negative", "neutral", "positive"]
    #expect(classification([3, 2, 1], labels, .singleLabel).opposingPolarity == .neutral)
    #expect(classification([3, 1, 2], labels, .singleLabel).opposingPolarity == .positive)
    #expect(classification([1, 3, 2], labels, .singleLabel).opposingPolarity == .positive)
    #expect(classification([1, 2], ["a", "negative"], .singleLabel).opposingPolarity == .unknown)
    #expect(classification([2], ["anger"], .multiLabel).opposingPolarity == .positive)
    #expect(classification([3, 2, 1, 0, 0], (1...5).map { "\($0) stars" }, .singleLabel).opposingPolarity == .positive)
    #expect(classification([.infinity, 1, 0], labels, .singleLabel).opposingPolarity == .unknown)
  }

  @Test func independentLabelsApplyFromOneHalf() throws {
    let result = classification([0, -2, 1.5], ["anger", "joy", "sadness"], .multiLabel)
    #expect(result.label == "sadness")
    #expect(result.polarity == .negative)
    #expect(result.applicableLabels == ["anger", "sadness"])
    #expect(abs(result.scores.reduce(0) { $0 + $1.probability } - (0.5 + 0.119203 + 0.817574)) < 1e-5)
    check(result, ["text", "label", "confidence", "labels", "scores"])
  }

  @Test func polarityIsUnknownIfNoIndependentLabelApplies() {
    let result = classification([-1, -2], ["anger", "joy"], .multiLabel)
    #expect(result.label == "anger")
    #expect(result.polarity == .unknown)
    #expect(result.applicableLabels == [])
  }

  @Test func valuesAreNotChanged() {
    let settings: [String: Polarity] = ["<2.5": .negative]
    let result = classification([1.25], ["rating"], .regression, settings)
    #expect(result.outcome == .value(1.25))
    #expect(result.confidence == nil && result.scores.isEmpty)
    #expect(result.polarity == .negative)
    #expect(result.summary == "rating 1.25")
    check(result, ["text", "label", "value"])
    #expect(classification([3], ["rating"], .regression, settings).polarity == .unknown)
  }

  /// Offsets count scalars: é is one scalar of two bytes.
  @Test func jsonHasTheRequestedPartsOfTheExplanation() {
    var result = classification([1, 3], ["a", "b"], .singleLabel)
    result.keyTokens = [.init(text: "bad", range: 3..<6, weight: -0.75, score: -1.5)]
    result.words = [
      .init(text: "é", range: 0..<2, weight: 0.25, score: 0.5),
      .init(text: "bad", range: 3..<6, weight: -0.75, score: -1.5),
    ]
    result.rest = 0.125
    result.unread = 7..<10
    let text = "é bad long é"
    let plain = ["text", "label", "confidence", "scores"]
    let pieces = ["tokenIDs", "tokenOffsets", "logits"]
    func check(
      _ keys: [String], explain: Bool = false, details: Bool = false, method: ExplanationMethod? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) -> JSONValue {
      let json = result.json(text: text, explain: explain, details: details, method: method)
      #expect(json.objectValue?.keys.map { $0 } == plain + keys, sourceLocation: sourceLocation)
      return json
    }
    _ = check([])
    #expect(check(["unread"] + pieces, details: true)["unread"] == ["start": 6, "end": 9])
    let explained = check(["keyTokens", "unread"], explain: true)
    #expect(explained["keyTokens"] == [["text": "bad", "start": 2, "end": 5, "weight": -0.75]])
    let scored = check(["keyTokens", "rest", "unread"] + pieces, explain: true, details: true)
    #expect(scored["keyTokens"] == [["text": "bad", "start": 2, "end": 5, "weight": -0.75, "score": -1.5]])
    #expect(scored["rest"] == 0.125)
    for explain in [false, true] {
      let json = check(["method", "keyTokens", "words", "unread"], explain: explain, method: .inputGradient)
      #expect(json["method"] == "input-gradient")
      #expect(json["words"]?[0] == ["text": "é", "start": 0, "end": 1, "weight": 0.25])
    }
    result.rest = nil
    result.unread = nil
    let json = check(["method", "keyTokens", "words"] + pieces, details: true, method: .occlusion)
    #expect(json["words"]?[1]?["score"] == -1.5)
  }

  @Test func numbersThatAreNotFiniteBecomeNull() throws {
    var result = classification([.nan, .infinity], ["a", "b"], .singleLabel)
    result.words = [.init(text: "x", range: 0..<1, weight: .nan, score: .infinity)]
    result.rest = -.infinity
    let printed = result.json(text: "x", explain: true, details: true, method: .full).serialized()
    let json = try JSONValue(parsing: printed)
    #expect(json["words"] == [["text": "x", "start": 0, "end": 1, "weight": nil, "score": nil]])
    #expect(json["rest"] == .null)
    #expect(json["logits"] == [nil, nil])
  }

  @Test func firstOfEquallyLikelyLabelsWins() {
    #expect(classification([2, 2], ["a", "b"], .singleLabel).label == "a")
  }

  @Test func onlyProbabilityOneReads100Percent() {
    #expect(classification([9, 0], ["a", "b"], .singleLabel).summary == "a 99%")
    #expect(classification([900, 0], ["a", "b"], .singleLabel).summary == "a 100%")
    #expect(classification([.nan, 0], ["a", "b"], .singleLabel).summary.hasSuffix(" 0%"))
  }

  private func classification(
    _ logits: [Float], _ labels: [String], _ problem: Problem, _ settings: [String: Polarity] = [:]
  ) -> Classification {
    let rule = PolarityRule(labels: labels, hasValue: problem == .regression, settings: settings)
    return Classification(logits: logits, labels: labels, problem: problem, rule: rule)
  }

  private func check(_ result: Classification, _ keys: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let json = result.json(text: "x", explain: false, details: false)
    #expect(json.objectValue?.keys.map { $0 } == keys, sourceLocation: sourceLocation)
  }
}
