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
