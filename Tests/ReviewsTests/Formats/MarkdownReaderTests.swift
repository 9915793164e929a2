import Reviews
import Testing

struct MarkdownReaderTests {
  private func check(_ document: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      foundReviews(in: document, .markdown, sourceLocation: sourceLocation) == expected, sourceLocation: sourceLocation)
    // With CR LF, the same reviews are found.
    let other = document.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    let found = foundReviews(in: other, .markdown, sourceLocation: sourceLocation)
    #expect(found.map { $0.filter { $0 != "\r\n" && $0 != "\n" } } == expected.map { $0.filter { $0 != "\n" } })
  }

  private func headings(_ document: String, _ expected: [(String, Range<Int>)]) {
    let bytes = Array(document.utf8)
    let found = DocumentReviews(of: bytes, format: .markdown).headings
    #expect(found.map { String(decoding: bytes[$0.range], as: UTF8.self) } == expected.map(\.0))
    #expect(found.map(\.reviews) == expected.map(\.1))
  }

  @Test func findsParagraphs() {
    check("Good film\nand more.\n\nBad film.\n", ["Good film\nand more.", "Bad film."])
    check("  Good film\n   and more.  \n\n\n\tcode is left out\n", ["Good film\nand more."])
    check("Good film\n    and more\n***\nBad film.", ["Good film\nand more", "Bad film."])
  }

  @Test func findsListItems() {
    check(
      "- Good film\n  and more.\n- Bad film\nand more.\n* So so.\n+ Too slow.\n",
      [
        "Good film\nand more.", "Bad film\nand more.", "So so.", "Too slow.",
      ])
    check(
      "1. Good film.\n2) Bad film.\n   - Too slow.\n\n     It drags on.\n10. So so.\n",
      [
        "Good film.", "Bad film.", "Too slow.", "It drags on.", "So so.",
      ])
    check("- [ ] Good film.\n- [x] Bad film.\n-\n- \n-Too slow.\n", ["Good film.", "Bad film.", "-Too slow."])
    check("Born in\n1984. Good film.\n", ["Born in\n1984. Good film."])
    check(
      "- Good film.\n\n      code is left out\n\n  Bad film.\n\nToo slow.", ["Good film.", "Bad film.", "Too slow."])
  }

  @Test func removesQuoteMarkers() {
    check(
      "> Good film\n> and more.\n>\n> > Bad film\n> > it is.\nand lazy\n\n>Too slow",
      [
        "Good film\nand more.", "Bad film\nit is.\nand lazy", "Too slow",
      ])
    check("> - Good film\n>   and more.\n> ```\n> not read\n> ```\nBad film.", ["Good film\nand more.", "Bad film."])
  }

  @Test func findsTheLongestCellOfEachRow() {
    check(
      """
      Some words before.
      | Product | What they said | By |
      |:--------|----------------|---:|
      | A phone | It *broke* after a \\| day | Ann Lee |
      | A lamp  | Bright and cheap indeed |
      | X | | |

      Some words after.
      """,
      ["Some words before.", "It broke after a | day", "Bright and cheap indeed", "Some words after."])
    check("a | b\n--|--\nToo slow | 7\n", ["Too slow"])
  }

  @Test func skipsCodeCommentsAndFrontMatter() {
    check(
      "```swift\nlet a film\n\nfunc good\n```\nGood film.\n~~~~\nnot this\n~~~\nnor that\n~~~~~\nBad film.",
      [
        "Good film.", "Bad film.",
      ])
    check(
      "Good film.\n\n    code is left out\n\n    and more code\nBad film.\n```\nnever closed, not read",
      [
        "Good film.", "Bad film.",
      ])
    check("---\ntitle: Not a film\n---\nGood film.\n\n---\n\nBad film.\n---\nToo slow.", ["Good film.", "Too slow."])
    check("+++\ntitle = \"Not a film\"\n+++\nGood film.", ["Good film."])
    check("---\nGood film.\n\nBad film.", ["Good film.", "Bad film."])
    check(
      "<!-- not read\n\nnor this -->\nGood film.\n<div>\nnot read\n</div>\n\nBad <!-- or --> film <b>it</b> is.",
      [
        "Good film.", "Bad  film it is.",
      ])
    check(
      "<pre>\nnot read\n\nnor this</pre>\nGood film.<br/>Really good.\n\n<custom-tag a=\"b\">\nnot read\n",
      [
        "Good film.<br/>Really good."
      ])
  }

  @Test func removesLinkTargets() {
    check(
      "A [good *old*  film](https://x.y/(a)_b 'not read') it ![is, they](a.png) say.",
      [
        "A good old  film it is, they say."
      ])
    check(
      "[x]: https://x.y \"not read at all\"\n[Good][x] film, [isn't] it [see](<a b>)?", ["Good film, [isn't] it see?"])
    check(
      "[![Build of it](a.svg)](b) ![Tests of it](c.svg)\n\nGood film.[^1]\n\n[^1]: Bad, in fact.\n",
      [
        "Good film.", "Bad, in fact.",
      ])
    check("See <https://x.y/good_bad_film> for more.", ["See  for more."])
    check("Broken [link](not closed and ![image](a b c) stay.", ["Broken [link](not closed and ![image](a b c) stay."])
  }

  @Test func removesMarks() {
    check("A **very** *good* __old__ _film_, ~~not~~ ***bad***.", ["A very good old film, not bad."])
    check("A `good *old*` film ``with ` it`` and `none.", ["A good *old* film with ` it and `none."])
    check(
      "A snake_case_name, 5 * 3 * 2, a f**k and sh*t and f*** and **** it.",
      [
        "A snake_case_name, 5 * 3 * 2, a f**k and sh*t and f*** and **** it."
      ])
    check("这部**“电影”**真*好*看，_再来_！", ["这部“电影”真好看，再来！"])
    check("Not \\*bold\\* and \\[no link\\](x)\\\nat all.", ["Not *bold* and [no link](x)\nat all."])
    check("**Good**: *it\nworks* well", ["Good: it\nworks well"])
    check("> **Good\n> film** it is", ["Good\nfilm it is"])
  }

  @Test func headingsCoverTheirSections() {
    headings(
      """
      Before it all.

      # All of them
      First of them.
      ## Good ones ##
      - Second of them.
      - Third of them.

      Bad ones
      of them
      ---
      Fourth of them.
      ### None of these
      ## Others
      Fifth of them.

      Another one
      ===
      """,
      [
        ("# All of them", 1..<5), ("## Good ones ##", 2..<4), ("Bad ones\nof them", 4..<5),
        ("### None of these", 5..<5), ("## Others", 5..<6), ("Another one", 6..<6),
      ].map { ($0.0, $0.0 == "# All of them" ? 1..<6 : $0.1) })
    check("# A good film\n\n> # Another good film\n\n#Not a heading\n", ["#Not a heading"])
  }

  @Test func readsDeepNestingAsText() {
    check(String(repeating: "> ", count: 5000) + "Good film.", [String(repeating: "> ", count: 4900) + "Good film."])
  }
}
