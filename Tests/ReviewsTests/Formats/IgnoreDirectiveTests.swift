import Reviews
import Testing

struct IgnoreDirectiveTests {
  private func check(
    _ document: String, _ expected: [String], _ format: DocumentFormat = .plaintext, ignore: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var rules = ReviewRules()
    rules.ignore = ignore
    let found = foundReviews(in: document, format, rules, sourceLocation: sourceLocation)
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "sentiment:ignore", "# sentiment:ignore", "//sentiment:ignore", "/* sentiment:ignore */", "-- sentiment:ignore",
    "; sentiment:ignore", "% sentiment:ignore", "<!-- sentiment:ignore -->", "<!--sentiment:ignore-->",
    "## sentiment:ignore: it is a quote", "/// sentiment:ignore as it is a quote", "  # sentiment:ignore:quote \r",
    "sentiment:ignore：引用", "# sentiment:ignore,,",
  ])
  func ignoresTheNextReview(_ line: String) {
    check("One film.\n\(line)\n\nTwo films.\nThree films.", ["One film.", "Three films."])
  }

  @Test(arguments: [
    "sentiment:ignored films", "No sentiment:ignore here.", "sentiment:ignore-this film", "Sentiment:ignore the film",
    "sentiment:ignore_it all",
  ])
  func readsOtherLinesAsReviews(_ line: String) { check("\(line)\nBad film.", [line, "Bad film."]) }

  @Test func ignoresBlocks() {
    check(
      "One film.\n#sentiment:ignore-begin\nTwo films.\nThree films.\n#sentiment:ignore-end\nFour films.",
      [
        "One film.", "Four films.",
      ])
    check("One film.\nsentiment:ignore-begin for now\nTwo films.\n\nThree films.", ["One film."])
    check("One film.\nsentiment:ignore-end\nTwo films.", ["One film.", "Two films."])
  }

  @Test func ignoresAFile() {
    for format in DocumentFormat.allCases { check("One film.\n\n# sentiment:ignore-file\n\nTwo films.", [], format) }
    let found = DocumentReviews(of: Array("text\nOne film.\n# sentiment:ignore-file\n".utf8), format: .csv)
    #expect(found.headings.map(\.reviews) == [0..<0])
  }

  @Test func doesNotCountAShortFragmentAsTheNextReview() {
    check("# sentiment:ignore\nok\nBad film.\nGood film.", ["Good film."])
  }

  @Test func endsAParagraphAtADirective() {
    let line = "The film begins well enough, but then in its second\n"
    check(
      "\(line)half.\n\n\(line)half ends.\nsentiment:ignore\n\(line)half.\n\n\(line)last half.",
      ["\(line)half.", "\(line)half ends.", "\(line)last half."])
  }

  @Test func findsDirectivesInTablesAndObjects() {
    check(
      "# sentiment:ignore\ntext,n\nOne film.,1\n\n#sentiment:ignore,\nTwo \"films.,2\nThree films.,3\n",
      ["Three films."], .csv)
    check(
      "text,n\n\"One\nsentiment:ignore\nfilm.\",1\nTwo films.,2\n",
      ["One\nsentiment:ignore\nfilm.", "Two films."], .csv)
    check(
      "{\"text\":\"One film.\"}\n# sentiment:ignore\n{\"text\":\"Two films.\"}\n{\"text\":\"Three films.\"}",
      ["One film.", "Three films."], .jsonl)
    check("{\"reviews\":[\n  // sentiment:ignore\n  \"One film.\",\n  \"Two films.\"]}", ["Two films."], .json)
    check(
      "{\"text\":\"sentiment:ignore this film\"}\n{\"text\":\"Two films.\"}",
      [
        "sentiment:ignore this film", "Two films.",
      ], .jsonl)
  }

  @Test func findsNoDirectivesInMarkdownCode() {
    check(
      "```\nsentiment:ignore-file\n```\n\nOne film.\n\n<!-- sentiment:ignore -->\nTwo films.\n\nThree films.\n",
      ["One film.", "Three films."], .markdown)
    check(
      "- One film.\n- <!-- sentiment:ignore -->\n- Two films.\n> sentiment:ignore\n> Three films.\n\nFour films.",
      ["One film.", "Four films."], .markdown)
  }

  @Test func ignoresReviewsThatMatchAPattern() {
    check("One film.\nTwo films.\n3 films more.\n太糟糕了。", ["One film."], ignore: ["^Two", "\\d", "糟"])
    check("{\"text\":\"One\\nfilm.\"}\n{\"text\":\"Two films.\"}", ["Two films."], .jsonl, ignore: ["One\\nfilm"])
    var rules = ReviewRules()
    rules.ignore = ["(", "Two"]
    let found = DocumentReviews(of: Array("One film.\nTwo films.".utf8), format: .plaintext, rules)
    #expect(found.reviews.count == 1 && found.problems.count == 1)
    #expect(found.problems.first == "\"(\" under ignore is not a valid regular expression; it is not applied.")
  }
}
