import TestSupport
import Testing

@testable import Training

struct NearDuplicatesTests {
  private let collection = NearDuplicates([
    "The room was clean and quiet, and the staff could not have been kinder to us on any of our days.", "Never again!",
    "房间很干净，服务员非常热情，下次来上海还会住这家酒店的。", "???", "",
  ])

  @Test(arguments: [
    ("The room was clean and quiet, and the staff could not have been kinder to us on any of our days.", [0]),
    ("the ROOM was clean and quiet and the staff could not have been kinder to us on any of our days", [0]),
    ("The room was clean and quiet, and the staff could not have been nicer to us on any of our days.", [0]),
    ("The room was dirty and loud, and the staff could not have been ruder to us on any of our days.", []),
    ("never again", [1]), ("Never", []), ("房间很干净，服务员非常热情，下次来上海还会住这家酒店！", [2]),
    ("房间很小，服务员非常冷淡，下次来上海不会住这家酒店的。", []), ("???", []), ("", []),
  ])
  func matchesTextsThatDifferInOneWord(_ row: (text: String, expected: [Int])) {
    #expect(collection.matches(row.text) == row.expected)
  }

  @Test func findsOneChangedWordOfThirtyInTwoThousandTexts() {
    var generator = SeededGenerator(seed: 1)
    let texts = (0..<2000).map { _ in
      (0..<30).map { _ in "word\(Int.random(in: 0..<3000, using: &generator))" }.joined(separator: " ")
    }
    let duplicates = NearDuplicates(texts)
    var found = 0
    for (index, text) in texts.enumerated() {
      var words = text.split(separator: " ")
      words[index % 30] = "other"
      found += duplicates.matches(words.joined(separator: " ")) == [index] ? 1 : 0
    }
    // One in 2¹⁶ texts with a similarity of 0.9 is missed.
    #expect(found >= 1998)
  }

  @Test func comparesATextWithAFewOfItsCopiesOnly() {
    let copies = NearDuplicates([String](repeating: "the very same text, again and again", count: 100_000))
    #expect(!copies.matches("The very same text, again and again!").isEmpty)
  }
}
