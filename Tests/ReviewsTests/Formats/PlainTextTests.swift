import Reviews
import Testing

struct PlainTextTests {
  private func check(
    _ document: String, _ expected: [String], split: ReviewRules.Split = .auto, minimumLength: Int = 2,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var rules = ReviewRules()
    (rules.split, rules.minimumLength) = (split, minimumLength)
    let found = foundReviews(in: document, .plaintext, rules, sourceLocation: sourceLocation)
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  @Test func splitsAtLines() {
    check("Good film.\nBad film.", ["Good film.", "Bad film."])
    check("Good film.\r\nBad film.\rSo so film.\n", ["Good film.", "Bad film.", "So so film."])
    check("Good film.\n\nBad film.\n\n\n", ["Good film.", "Bad film."])
  }

  @Test func trimsWhiteSpaceAndByteOrderMark() {
    check("\u{FEFF}  Good film. \t\n\t😀 Bad film.", ["Good film.", "😀 Bad film."])
    check("\u{3000}\u{3000}太糟糕了。\u{3000}\n\u{A0}Bad film.\u{2009}\u{A0}", ["太糟糕了。", "Bad film."])
  }

  @Test func joinsHardWrappedParagraphs() {
    check(
      """
      The film begins well enough, but then in its second
      half it falls apart, and it never quite recovers.

      I liked the music and, above all, the two leading
      actors.

      """,
      [
        "The film begins well enough, but then in its second\nhalf it falls apart, and it never quite recovers.",
        "I liked the music and, above all, the two leading\nactors.",
      ])
  }

  @Test func joinsASingleHardWrappedParagraph() {
    let paragraph = """
      The film begins well enough, but then in its second
      half it falls apart, and it never quite recovers. Of
      the actors only the youngest seems to be awake, and
      the camera looks for something that is not there.
      """
    check(paragraph, [paragraph])
    check(paragraph + "\n\n" + paragraph, [paragraph, paragraph])
  }

  @Test func countsIdeographsAsTwoColumns() {
    let first = "这部电影开头还不错，可是到了后半段剧情就完全散了，人物也\n没有成长，看得我昏昏欲睡。"
    let second = "音乐倒是很好听，两位主角的表演也让人印象深刻，只可惜故事\n实在太长，再也不想看第二遍。"
    check(first + "\n\n" + second, [first, second])
    check("这部电影开头还不错\n\n剧情太散\n太糟糕了", ["这部电影开头还不错", "剧情太散", "太糟糕了"])
  }

  @Test func doesNotJoinLinesThatEndSentences() {
    check("Good film.\nBad film!\n\nSo so film.", ["Good film.", "Bad film!", "So so film."])
    check("lower case and no full stop\nanother one", ["lower case and no full stop", "another one"])
    let lines = (1...9).map { "Some lines are long and others are not" + String(repeating: ", really", count: $0 % 4) }
    check(lines.joined(separator: "\n"), lines)
  }

  @Test func followsTheSplitSetting() {
    check("Good film\nand more.\n\nBad film.", ["Good film", "and more.", "Bad film."], split: .line)
    check("Good film\nand more.\n \nBad film.", ["Good film\nand more.", "Bad film."], split: .paragraph)
    check("\nGood film\nand more.\n\nBad film. \n", ["Good film\nand more.\n\nBad film."], split: .whole)
    check("Good film.\n# sentiment:ignore\nBad film.\n", ["Good film."], split: .whole)
  }

  @Test func skipsShortFragments() {
    check("Reviews\n\n12:30\n---\nok\nToo slow.\n好看\n太糟糕了\nDon't!", ["Too slow.", "太糟糕了"])
    check("よかった\nいい\n별로예요 정말", ["よかった", "별로예요 정말"])
    check("", [])
    check("\n \n\r\r\n", [])
  }

  @Test func followsTheMinimumLength() {
    check("Bad\n好\n好看\n!", ["Bad", "好看"], minimumLength: 1)
    check("Bad\n好\n!", ["Bad", "好", "!"], minimumLength: 0)
    check("Bad film\nToo bad film\n太糟糕了\n太糟糕了不行", ["Too bad film", "太糟糕了不行"], minimumLength: 3)
    check("Too bad film", [], minimumLength: .max)
  }
}
