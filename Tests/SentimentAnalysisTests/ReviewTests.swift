import SentimentAnalysis
import Testing

struct ReviewTests {
  /// Each expected review is what its range cuts out of the document.
  private func check(
    _ document: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let bytes = Array(document.utf8)
    let reviews = Review.find(inPlainText: document)
    #expect(reviews.map(\.text) == expected, sourceLocation: sourceLocation)
    for review in reviews {
      #expect(String(decoding: bytes[review.range], as: UTF8.self) == review.text, sourceLocation: sourceLocation)
    }
  }

  @Test func aReviewIsALine() {
    check("Good film.\nBad film.", ["Good film.", "Bad film."])
    check("Good film.\r\nBad film.\rSo so film.\n", ["Good film.", "Bad film.", "So so film."])
    check("Good film.\n\nBad film.\n\n\n", ["Good film.", "Bad film."])
  }

  @Test func whiteSpaceAndByteOrderMarkAreNotPartOfIt() {
    check("\u{FEFF}  Good film. \t\n\t😀 Bad film.", ["Good film.", "😀 Bad film."])
  }

  @Test func aHardWrappedParagraphIsOneReview() {
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

  @Test func linesThatEndSentencesStayReviewsOfTheirOwn() {
    check("Good film.\nBad film!\n\nSo so film.", ["Good film.", "Bad film!", "So so film."])
    check("lower case and no full stop\nanother one", ["lower case and no full stop", "another one"])
  }

  @Test func shortFragmentsAreLeftAlone() {
    check("Reviews\n\n12:30\n---\nok\nToo slow.\n好看\n太糟糕了\nDon't!", ["Too slow.", "太糟糕了"])
    check("よかった\nいい\n별로예요 정말", ["よかった", "별로예요 정말"])
    check("", [])
    check("\n \n\r\r\n", [])
  }
}
