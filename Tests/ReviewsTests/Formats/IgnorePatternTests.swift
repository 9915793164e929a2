import Testing

@testable import Reviews

struct IgnorePatternTests {
  private let slow = ["(a+)+b", "(a|aa)+b", ".*a.*a.*a.*a.*a.*b"]
  private let text = String(repeating: "a", count: 60)

  private func found(_ document: String, _ ignore: [String], _ patterns: IgnorePatterns) -> DocumentReviews {
    var rules = ReviewRules()
    rules.ignore = ignore
    return DocumentReviews(of: Array(document.utf8), format: .plaintext, rules, patterns: patterns)
  }

  private func sentence(_ pattern: String) -> String {
    "\"\(pattern)\" under ignore takes too long on this document; it is not applied to the rest, nor to later documents."
  }

  @Test func stopsPatternsAfterTheTimeLimit() throws {
    var patience = PatternPatience(IgnorePatterns(patience: .milliseconds(10)))
    for pattern in slow {
      #expect(try #require(IgnorePattern(pattern)).matches(text, &patience) == nil, "\(pattern)")
    }
    let quick = try #require(IgnorePattern("(?i)REFUND|退款"))
    #expect(quick.matches("I want a refund.", &patience) == true && quick.matches("😀 我要退款", &patience) == true)
    #expect(quick.matches(text, &patience) == false)
  }

  /// Each pattern alone would take centuries.
  @Test func patternsOfADocumentShareTheirTime() {
    let many = slow + (0..<40).map { "(a+)+b{\($0)}c" }
    let start = ContinuousClock.now
    let found = found(text + " is all.\nTwo words.\n", many + ["^Two"], IgnorePatterns())
    #expect(ContinuousClock.now - start < .seconds(40))
    #expect(found.problems.count == 11 && found.problems.last == "33 more patterns under ignore are not applied.")
    #expect(found.reviews.count == 1)  // the quick pattern still applies
  }

  @Test func laterDocumentsDoNotTrySlowPatternsAgain() {
    let patterns = IgnorePatterns(patience: .milliseconds(20))
    let first = found(text + " is all.\nTwo words.\n", slow + ["^Two"], patterns)
    #expect(first.problems.sorted() == slow.map(sentence).sorted() && first.patternProblems == first.problems)
    for _ in 0..<1000 {
      let later = found(text + " is all.\nTwo words.\n", slow + ["^Two"], patterns)
      #expect(later.problems.isEmpty && later.reviews.count == 1)
    }
  }

  /// Each slow pattern takes some milliseconds before it is dropped, however many there are.
  @Test func otherSlowPatternsInEachDocumentAreNotAllTried() {
    let patterns = IgnorePatterns(patience: .zero)
    let start = ContinuousClock.now
    for document in 0..<5 {
      let slow = (0..<1000).map { "(a+)+b\(document)x\($0)" }
      #expect(found(text + " is all.\n", slow, patterns).reviews.count == 1)
    }
    #expect(ContinuousClock.now - start < .seconds(40))
  }

  @Test func compilesAndReportsEachPatternOnce() {
    let patterns = IgnorePatterns()
    #expect(found("A fine film.", ["("], patterns).problems.count == 1)
    #expect(found("A fine film.", ["("], patterns).problems.isEmpty)
  }

  /// Compiling thousands of sets takes long, and cannot be interrupted.
  @Test func stopsCompilingWhenTheTimeIsUsedUp() {
    let long = (0..<8).map { String(repeating: "\\p{L}", count: 400) + "\($0)" }
    let found = found("Two words.\nOne word.\n", long + ["^Two"], IgnorePatterns(patience: .zero))
    #expect(found.problems.sorted() == long.map { sentence($0.excerpt()) }.sorted())
    #expect(found.reviews.count == 1)
  }

  /// What ordinary patterns take does not add up.
  @Test func appliesDozensOfPatternsToManyReviews() {
    let words = (0..<50).map { "(?i)\\b(word\($0)|other\($0))\\b.*(refund|money back)" }
    let document = (0..<5000).map { "Review \($0) has word\($0 % 100), and I want my money back.\n" }.joined()
    let found = found(document, words, IgnorePatterns())
    #expect(found.problems.isEmpty && found.reviews.count == 2500)
  }
}
