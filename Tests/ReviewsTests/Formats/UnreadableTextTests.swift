import Testing

@testable import Reviews

/// Texts that are mostly U+FFFD are no reviews.
struct UnreadableTextTests {
  @Test(arguments: [
    ("", false), ("a fine film", false), ("a fine film \u{FFFD}", false), ("caf\u{FFFD}", true),
    ("\u{FFFD}\u{FFFD}", true),
    ("Great \u{FFFD} and fine", false), ("\u{FFFD}A\u{FFFD}B", true), ("，，，，", false),
  ])
  func moreThanAFifthIsUnreadable(text: String, isUnreadable: Bool) {
    #expect(text.isMostlyUnreadable == isUnreadable)
  }

  private static let broken = "\u{FFFD}\u{FFFD}\u{FFFD}A \u{FFFD}\u{FFFD}"

  @Test(arguments: [
    ("\(broken)\nA fine film.\n\(broken)\n", DocumentFormat.plaintext, 1, 2),
    ("id,text\n1,A fine film.\n2,\(broken)\n", .csv, 3, 1),
    ("{\"text\": \"\(broken)\"}\n{\"text\": \"A fine film.\"}\n", .jsonl, 1, 1),
    ("{\"text\": \"A fine film.\"}\n{\"text\": \"\\ufffd\\uFFFDa \\ufffd\\ufffd b\"}\n", .jsonl, 2, 1),
    ("A fine film.\n", .plaintext, 0, 0),
  ])
  func skipsAndReportsThem(document: String, format: DocumentFormat, line: Int, count: Int) {
    let bytes = Array(document.utf8)
    let found = DocumentReviews(of: bytes, format: format)
    #expect(found.reviews.map { $0.text(in: bytes).string } == ["A fine film."])
    let expected = count == 0 ? [] : ["Line \(line): \(count == 1 ? "a text is" : "\(count) texts are") skipped"]
    #expect(found.problems.map { $0.split(separator: " from here")[0] } == expected.map { $0[...] })
  }
}
