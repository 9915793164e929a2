import TestSupport
import Testing

@testable import Training

struct LabelLeaksTests {
  private static let words = "the a film room food staff plot music bed price good bad fine dull warm cold".split(
    separator: " ")

  /// The leaks in 1,000 random sentences, each with an `addition` for its label.
  private func leaks(shareOfFirst: Double = 0.5, _ addition: (Int, Int) -> String) -> [LabelLeaks.Leak] {
    var generator = SeededGenerator(seed: 7)
    let labels = (0..<1000).map { Double($0 % 100) < 100 * shareOfFirst ? 0 : 1 }
    let texts = labels.enumerated().map { index, label in
      (0..<8).compactMap { _ in Self.words.randomElement(using: &generator) }.joined(separator: " ")
        + addition(index, label)
    }
    return LabelLeaks.find(in: texts, labels: labels, labelCount: 2)
  }

  @Test func findsEmoticonsThatPredictTheLabel() throws {
    let leaks = leaks { index, label in
      index % 50 == 0 ? " [think]" : [[" [cry]", " [angry]"], [" [laugh]", " [cool]"]][label][index / 7 % 2]
    }
    let leak = try #require(leaks.first)
    #expect(leaks.count == 1 && leak.kind == .bracketed && leak.count == 1000 && leak.coverage == 1)
    #expect(leak.accuracy > 0.97 && leak.accuracy < 1 && leak.baseline == 0.5)
    #expect(Set(leak.predictors.prefix(4).map(\.text)) == ["[cry]", "[angry]", "[laugh]", "[cool]"])
  }

  @Test(arguments: [
    (" 😀", TextFeature.Kind.emoji), (" :-)", .emoticon), (" #great", .hashtag), (" @friend", .mention), (" <b>", .tag),
    (" {%good%}", .braced), (" https://a.org", .link),
  ])
  func findsEveryKindOfMarkup(_ row: (markup: String, kind: TextFeature.Kind)) {
    let found = leaks { _, label in label == 1 ? row.markup : "" }
    // Markup of only one label predicts it perfectly.
    #expect(found.map(\.kind) == [row.kind] && found.first?.accuracy == 1 && found.first?.coverage == 0.5)
  }

  @Test func findsAWordThatOnlyOneLabelHas() {
    let found = leaks { index, label in label == 1 && index % 3 == 0 ? " Verified" : "" }
    #expect(found.map { $0.predictors[0].text } == ["Verified"] && found.first?.predictors[0].label == 1)
  }

  @Test func ignoresWordsOfOpinion() {
    #expect(
      leaks { index, label in index % 5 == 0 ? [" awful", " great"][index % 50 == 0 ? 1 - label : label] : "" }.isEmpty)
    #expect(leaks { index, label in label == 1 && index % 25 == 0 ? " masterpiece" : "" }.isEmpty)
  }

  @Test func ignoresMarkupThatBothLabelsHave() {
    #expect(leaks { index, _ in [" [cry]", " [laugh]", ""][index % 3] }.isEmpty)
  }

  @Test func reportsNoLeakIfNearlyAllTextsHaveOneLabel() {
    #expect(leaks(shareOfFirst: 0.97) { index, _ in index % 2 == 0 ? " [ok]" : " indeed" }.isEmpty)
  }

  @Test func reportsNoLeakOnOneLabel() {
    #expect(leaks(shareOfFirst: 0) { index, _ in index % 2 == 0 ? " [ok]" : " indeed" }.isEmpty)
    #expect(leaks(shareOfFirst: 1) { _, _ in " Verified" }.isEmpty)
  }

  @Test func aWordOfOpinionIsNoLeak() {
    for (negative, positive) in [
      ("terrible", "lovely"), ("disappointing", "Recommended"), ("差", "喜"), ("bad", "great"),
    ] {
      #expect(leaks { index, label in index % 3 == 0 ? " \(label == 0 ? negative : positive)" : "" }.isEmpty)
    }
    #expect(leaks { index, label in index % 3 == 0 && label == 0 ? " badge" : "" }.count == 1)
  }

  /// Labels drawn by lot: nothing predicts them.
  @Test(arguments: [200, 2000]) func labelsDrawnByLotHaveNoLeak(_ count: Int) {
    let marks = ["[ok]", "[cry]", ":-)", "😀", "#tag", "@you", "<br>", "!!", "…", "5/5"]
    for seed in 0..<UInt64(count == 200 ? 200 : 24) {
      var generator = SeededGenerator(seed: seed)
      let rare = [0.5, 0.2, 0.02][Int(seed % 3)]
      // From ten words, each in most texts, to two hundred.
      let vocabulary = (0..<[10, 40, 200][Int(seed / 3 % 3)]).map { "w\($0)x" } + marks
      let texts = (0..<count).map { _ in
        (0..<8).map { _ in vocabulary[Int.random(in: 0..<vocabulary.count, using: &generator)] }.joined(separator: " ")
      }
      let labels = texts.map { _ in Double.random(in: 0..<1, using: &generator) < rare ? 0 : 1 }
      #expect(LabelLeaks.find(in: texts, labels: labels, labelCount: 2).isEmpty, "seed \(seed)")
    }
  }

  /// scipy.stats.binom.logsf(k - 1, n, p)
  @Test(arguments: [
    (5, 10, 0.5, -0.47313352225), (30, 30, 0.5, -20.79441541680), (0, 9, 0.3, 0), (495, 500, 0.98, -2.73042055553),
    (900, 1000, 0.02, -3200.92542061492), (3, 3, 1, 0),
  ])
  func logBinomialTailEqualsSciPy(_ row: (successes: Int, trials: Int, probability: Double, expected: Double)) {
    let found = logBinomialTail(row.successes, of: row.trials, probability: row.probability)
    #expect(abs(found - row.expected) <= 1e-9 * max(1, abs(row.expected)))
  }

  @Test(arguments: [
    ("It's 10/10, [泪泪]!!", ["It's", "10", "/", "10", ",", "[泪泪]", "!!"]),
    ("好评 [a", ["好", "评", "[", "a"]), ("<br /><br>", ["<br />", "<br>"]),
    ("#a#b @c: x:Dog :D", ["#a", "#b", "@c", ":", "x", ":", "Dog", ":D"]),
    ("http://t.cn/x y", ["http://t.cn/x", "y"]), ("[[x]]", ["[", "[x]", "]"]), ("", []),
  ])
  func splitsATextIntoFeatures(_ row: (text: String, expected: [String])) {
    let scalars = Array(row.text.unicodeScalars)
    var found: [String] = []
    TextFeature.forEach(in: scalars) { found.append(String(String.UnicodeScalarView(scalars[$0.range]))) }
    #expect(found == row.expected)
  }
}
