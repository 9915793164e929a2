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
