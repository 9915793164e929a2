import Reviews
@testable import SentimentAnalysis
import Testing

struct VerdictTests {
  private let text = "Awful film. So so. Awful end."

  private func verdict(
    _ label: String, _ probability: Double, _ tokens: [(Range<Int>, Double)] = [], below: Double? = nil,
    threshold: Double = 0
  ) -> Verdict {
    let tokens = tokens.map { Classification.KeyToken(text: text[utf8: $0], range: $0, weight: $1) }
    return Verdict(
      Classification(
        label: label, outcome: .label([.init(label: label, probability: probability)]),
        polarity: Polarity.ofLabels([label])[0], keyTokens: tokens, words: tokens, logits: [0],
        uncertainBelow: threshold), of: text, uncertainBelow: below)
  }

  @Test func listsDistinctSupportingPhrasesInTheMessage() {
    let tokens = [(0..<5, 0.8), (12..<14, -0.2), (19..<24, 0.18), (25..<28, 0.17), (6..<10, 0.1)]
    #expect(verdict("negative", 0.966, tokens).message(text) == "negative 97% (Awful, end)")
    #expect(verdict("NEGATIVE", 0.9999, tokens).message(text) == "NEGATIVE 99% (Awful, end)")
    #expect(verdict("negative", .nan).message(text) == "negative 0%")
  }

  @Test func marksUncertainLabelsInTheMessage() {
    let unsure = verdict("negative", 0.55, [(0..<5, 0.8)], threshold: 0.65)
    #expect(unsure.message(text) == "uncertain, negative 55% (Awful)")
    #expect(verdict("negative", 0.55, below: 0.5, threshold: 0.65).message(text) == "negative 55%")
  }

  /// A verdict on a text whose aspects are given by their words.
  private func mixed(
    _ text: String, _ aspects: [(String, Polarity)], label: String = "negative", confidence: Double = 0.87,
    threshold: Double = 0
  ) throws -> Verdict {
    let spans = try aspects.map { name, polarity in
      let range = try #require(text.firstRange(of: name))
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      return HeadAnswer.Span(
        text: name, range: start..<start + name.utf8.count, label: polarity.rawValue, polarity: polarity,
        confidence: 0.9, type: 0, words: 0..<1)
    }
    let isMixed = Set(aspects.map(\.1)).isSuperset(of: [.negative, .positive])
    var classification = Classification(
      label: label, outcome: .label([.init(label: label, probability: confidence)]),
      polarity: Polarity.ofLabels([label])[0], rivalPolarity: .neutral, logits: [0], uncertainBelow: threshold)
    classification.heads = [
      HeadAnswer(name: "aspects", outcome: .spans(spans), findsAspects: true, isMixed: isMixed),
      HeadAnswer(
        name: "emotions",
        outcome: .independentLabels([
          .init(label: "joy", probability: 0.2), .init(label: "anger", probability: 0.6),
          .init(label: "fear", probability: 0.9),
        ])),
    ]
    return Verdict(classification, of: text)
  }

  @Test func saysWhichAspectsAreGoodAndBadInMixedReviews() throws {
    let text = "The staff, the view and the staff were great, the food and the price were not, we took the lift"
    let aspects: [(String, Polarity)] = [
      ("staff", .positive), ("view", .positive), ("food", .negative), ("price", .negative), ("lift", .neutral),
    ]
    let sure = try mixed(text, aspects)
    #expect(sure.message(text) == "negative 87%, mixed (− food, price; + staff, view)")
    #expect(sure.isMixed && sure.reportedPolarity == .negative && sure.countedLabel == "negative")
    // Praise opposes the label, although neutral is the next likeliest one.
    #expect(sure.opposingPolarity == .positive)
    let unsure = try mixed(text, aspects, confidence: 0.5, threshold: 0.6)
    #expect(unsure.message(text) == "mixed, negative 50% (− food, price; + staff, view)")
    #expect(unsure.reportedPolarity == .mixed && unsure.countedLabel == "mixed")
    #expect(Settings().severity(of: unsure) == .information && Settings().severity(of: sure) == .warning)
    #expect(unsure.traits == ["emotions: fear, anger"])
    let one = try mixed(text, [("food", .negative), ("lift", .neutral)])
    #expect(one.message(text) == "negative 87%" && one.opposingPolarity == .neutral && one.aspects?.count == 2)
  }

  @Test func keepsTheSurestAspectsOfEachPolarity() throws {
    let words = (0..<40).map { "w\($0 / 10)\($0 % 10)" }
    var verdict = try mixed(words.joined(separator: " "), words.map { ($0, $0 == "w39" ? .negative : .positive) })
    #expect(verdict.aspects?.count == 13 && verdict.aspects?.last?.polarity == .negative)
    #expect(verdict.message(words.joined(separator: " ")).contains("− w39; + w00"))
    verdict = try mixed("food", [("food", .unknown)])
    #expect(verdict.aspects?.map(\.polarity) == [.unknown] && !verdict.isMixed)
  }

  @Test func praiseOpposesBlameInMixedTextsWhateverComesSecond() throws {
    for (label, isMixed, expected): (String, Bool, Polarity) in [
      ("negative", true, .positive), ("positive", true, .negative), ("negative", false, .neutral),
      ("positive", false, .neutral), ("mixed", true, .neutral),
    ] {
      let aspects: [(String, Polarity)] = [("food", .negative)] + (isMixed ? [("staff", .positive)] : [])
      #expect(try mixed("food, staff", aspects, label: label).opposingPolarity == expected, "\(label) \(isMixed)")
    }
  }

  @Test func labelsOfOtherModelsMeanMixed() {
    let known = verdict("中评", 0.8, [(0..<5, 0.8)])
    #expect(known.isMixed && known.message(text) == "中评 80% (Awful)" && known.reportedPolarity == .mixed)
    // An uncertain label proves nothing.
    let unsure = verdict("mixed", 0.4, threshold: 0.6)
    #expect(unsure.message(text) == "uncertain, mixed 40%" && unsure.reportedPolarity == .uncertain)
    #expect(verdict("negative", 0.8).aspects == nil && !verdict("negative", 0.8).isMixed)
  }

  @Test func aReviewInAnotherLanguageIsNotMixed() throws {
    var classification = Classification(
      label: "negative", outcome: .label([.init(label: "negative", probability: 0.9)]), polarity: .negative, logits: [0]
    )
    classification.heads = [HeadAnswer(name: "aspects", outcome: .spans([]), findsAspects: true, isMixed: true)]
    #expect(Verdict(classification, of: text).isMixed)
    classification.unsupportedLanguage = .german
    let verdict = Verdict(classification, of: text)
    #expect(!verdict.isMixed && verdict.reportedPolarity == .uncertain)
    #expect(verdict.aspects == [] && verdict.traits.isEmpty)
  }

  @Test func dropsPhrasesWithSmallWeights() {
    let kept = verdict("negative", 0.9, [(0..<5, 0.9), (12..<14, -0.2), (15..<17, 0.17)])
    #expect(kept.phrases.map(\.range) == [0..<5, 12..<14])
  }

  @Test func dropsUnreadablePhrases() {
    let text = "don\u{FFFD}t buy"
    let tokens = [(0..<7, 0.9), (8..<11, 0.4)].map {
      Classification.KeyToken(text: text[utf8: $0.0], range: $0.0, weight: $0.1)
    }
    let classification = Classification(
      label: "negative", outcome: .label([.init(label: "negative", probability: 0.9)]), polarity: .negative,
      keyTokens: tokens, words: tokens, logits: [0])
    #expect(Verdict(classification, of: text).message(text) == "negative 90% (buy)")
  }

  @Test func shortensLongPhrases() {
    let long = String(repeating: "x", count: 5000)
    let token = Classification.KeyToken(text: long, range: 0..<5000, weight: 1)
    let classification = Classification(
      label: "negative", outcome: .label([.init(label: "negative", probability: 0.9)]), polarity: .negative,
      keyTokens: [token], words: [token], logits: [0])
    #expect(Verdict(classification, of: long).message(long) == "negative 90% (\(String(repeating: "x", count: 59))…)")
  }

  @Test func sumsWeightsPerSentence() {
    let kept = verdict("negative", 0.9, [(0..<5, 0.5), (6..<10, 0.1), (12..<14, -0.25), (25..<28, 0.1)])
    #expect(kept.sentences.map { ($0 * 100).rounded() } == [60, -25, 10])
  }

  @Test func severityDependsOnPolarityAndConfidence() {
    var reporting = Settings()
    reporting.severities[.uncertain] = .information
    func check(_ verdict: Verdict, _ severity: Severity?, sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(reporting.severity(of: verdict) == severity, sourceLocation: sourceLocation)
    }
    #expect(Settings().severity(of: verdict("negative", 0.6, threshold: 0.7)) == nil)
    check(verdict("negative", 0.9), .warning)
    check(verdict("positive", 0.9), nil)
    check(verdict("LABEL_0", 0.9), nil)
    check(verdict("negative", 0.6, threshold: 0.7), .information)
    check(verdict("positive", 0.6, threshold: 0.7), .information)
    check(verdict("positive", 0.6, below: 0.5, threshold: 0.7), nil)
    check(verdict("negative", 0.6, below: 0.7), .information)
    var settings = Settings()
    settings.minimumConfidence = 0.8
    #expect(settings.severity(of: verdict("negative", 0.79)) == nil)
    #expect(settings.severity(of: verdict("negative", 0.81)) == .warning)
  }
}

struct TextFingerprintTests {
  @Test func distinguishesTextsAndSeeds() {
    func fingerprint(_ text: String, _ seed: Int = 0) -> TextFingerprint {
      TextFingerprint(Array(text.utf8)[...], seed: seed)
    }
    let texts = ["", "a", "b", "a\0", "\0a", "12345678", "123456789", "12345678\0", "caf\u{E9}", "cafe\u{301}"]
    #expect(Set(texts.map { fingerprint($0) }).count == texts.count)
    #expect(fingerprint("a") == fingerprint("a"))
    #expect(fingerprint("a", 1) != fingerprint("a", 2))
    let many = Set((0..<100_000).map { fingerprint("review \($0)") })
    #expect(many.count == 100_000)
  }
}
