import Reviews
import TestSupport
import Testing

struct SentencesTests {
  /// The sentences, with bars between them.
  private func check(_ marked: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = marked.split(separator: "|").map(trimmed)
    let text = marked.replacing("|", with: "")
    let bytes = Array(text.utf8)
    let ranges = Sentences.ranges(in: text)
    let found = ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  private func trimmed(_ text: some StringProtocol) -> String {
    let scalars = Array(text.unicodeScalars)
    let start = scalars.prefix { $0.properties.isWhitespace }.count
    let end = scalars.reversed().prefix { $0.properties.isWhitespace }.count
    return String(String.UnicodeScalarView(scalars[start..<max(start, scalars.count - end)]))
  }

  @Test(arguments: [
    "Good film.| Bad film!| So so?", "  One. |\n Two. ", "No stop at all", "it broke.| bad acting.| no.",
    "Really?!| What??!| Yes!!!", "He said \"Good film.\"| Then he left.", "(Good film.)| [Bad one.]| So.",
    "\"Good?\" he asked.| \"Bad.\"| \"So so.\"", "It is 'good.'| Bad.", "It (really?) is.| “Good.” |‘Bad.’ |So.",
    "", "...", "Good film.\u{A0}|Bad film.",
  ])
  func endsSentencesAfterStopsAndClosingMarks(_ marked: String) { check(marked) }

  @Test(arguments: [
    "Mr. Smith and Mrs. Jones met Dr. No.| Fine.", "Some, e.g. this, i.e. that.| More.", "Salt, etc. were there.",
    "Salt, etc.| The rest.", "In the U.S. Army.| In the U.S.| The room was bad.",
    "At St. John's.| Main St.| It rained.",
    "Up vs. Down.", "Seat No. 5 is bad.| No.| It is not.", "By J. K. Rowling and George R. R. Martin.| Yes.",
    "Plan B.| It failed.", "At 5 p.m. we left.| At 5 p.m.| The bus came.", "It costs 3.5 euros.| 4.5 stars.",
    "See example.com/a?b=c.d or mail me.| Bye.", "v2.0.1 is out.| It works.", "Acme Inc. is bad.| Acme Inc.| We sue.",
    "In Jan. 2020 it broke.", "She has a Ph.D. in it.",
  ])
  func doesNotEndSentencesAtAbbreviations(_ marked: String) { check(marked) }

  @Test(arguments: [
    "Well... not great.", "Well...| Not great.", "well...not great", "Well… not great.", "Hmm…| No.",
    "还行吧……就是有点贵。|不会再来。", "Wait...",
  ])
  func doesNotEndSentencesAtEllipsesBeforeLowerCase(_ marked: String) { check(marked) }

  @Test(arguments: [
    "太糟糕了。|不会再来！|真的吗？|是的", "他说：“很好。”|然后走了。", "好看；但是太长。", "价格3.5元。|还行！！！|嗯",
    "房间很干净。|The staff was rude!| 不推荐。|3.5 stars.", "（很好！）|再来。",
    "很好.|不错.|嗯", "「良い。」|また来ます。", "他问“好吗？”。|好。", "Good film.|很好看。|Would buy again!|会再买",
  ])
  func splitsChineseAndMixedTexts(_ marked: String) { check(marked) }

  @Test(arguments: [
    "Good film. 😀| Bad film! 👎👎| So.", "Loved it!😍😍|Hated it.", "Great. :-)| Bad. :(| So.", "Great! <3 :)| Bad.",
    "太好看了！😂😂|再来", "Nice. ❤️👩‍👩‍👧| Bad.", "Good 😀 film.| Bad 😀", "Good! 😀!!| Bad.",
  ])
  func attachesEmojiAndEmoticonsToTheSentenceBefore(_ marked: String) { check(marked) }

  @Test(arguments: [
    "One line\nand more.", "A heading\n\n|Good film", "A heading\r\n \r\n|Good film", "First\r\nand second.",
    "Pros:\n|- fast\n|- small and\n  light\n|* good", "1. Good film.|\n2. Bad film.|\n3) So", "优点：\n|1、快\n|2、小",
    "• fast\n|• small", "Costs\n5 euros", "-5 degrees\n-6 degrees",
  ])
  func splitsLinesOnlyAtBlankLinesAndListItems(_ marked: String) { check(marked) }

  @Test func coversAllCharactersExceptSpace() {
    var random = SeededGenerator(seed: 7)
    let parts = [
      "Good", " ", ".", "!", "?", "…", "。", "“", "”", "\"", "'", "(", ")", "\n", "\r\n", "😀", ":)", "Mr", "e.g", "3",
      "好",
      "\u{3000}", "- ", "no", "\u{FE0F}", "\u{200D}", "A", "…", "é",
    ]
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        .joined()
      let bytes = Array(text.utf8)
      var end = 0
      var isCovered = true
      for range in Sentences.ranges(in: text) {
        let before = String(decoding: bytes[end..<range.lowerBound], as: UTF8.self)
        isCovered = isCovered && !range.isEmpty && trimmed(before).isEmpty
        end = range.upperBound
      }
      let rest = trimmed(String(decoding: bytes[end...], as: UTF8.self))
      #expect(isCovered && rest.isEmpty, "\(text.debugDescription)")
    }
  }
}
