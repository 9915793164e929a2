import Reviews
import TestSupport
import Testing

@testable import Training

/// Spans in CoNLL files, a token and its tag a line.
struct SpanTokensTests {
  private func check(
    _ content: String, _ expected: [(line: Int, text: String, spans: String)], _ name: String = "data.conll",
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rows = try SpanRows.read(content, name)
    #expect(rows.problems.all == [], sourceLocation: sourceLocation)
    #expect(rows.rows.map(\.line) == expected.map(\.line), sourceLocation: sourceLocation)
    #expect(rows.rows.map(\.text) == expected.map(\.text), sourceLocation: sourceLocation)
    #expect(rows.shown == expected.map(\.spans), sourceLocation: sourceLocation)
  }

  @Test(arguments: ["data.conll", "data.bio", "data.txt", "data.tsv", "data.CONLL"])
  func readsTokensAndTags(_ name: String) throws {
    let expected = [(1, "Nice hot dog", "hot dog=positive"), (5, "Bad", "")]
    try check("Nice\tO\nhot\tB-POS\ndog\tI-POS\n\nBad\tO\n", expected, name)
    try check("Nice O\nhot B-POS\ndog I-POS\n\nBad O\n", expected, name)
    try check("\u{FEFF}Nice O\r\nhot B-POS\r\ndog I-POS\r\n\r\nBad O", expected, name)
    try check("Nice JJ O\nhot  JJ  B-POS\ndog NN I-POS\n \nBad JJ O \n\n\n", expected, name)
    try check("Nice\tJJ\tO\nhot\tJJ\tB-POS\ndog\tNN\tI-POS\t\n\t\nBad\t\tO\n", expected, name)
  }

  @Test func skipsDocumentLinesAndComments() throws {
    try check("-DOCSTART- -X- O\n\na O\n-DOCSTART- O\nb O\n", [(3, "a", ""), (5, "b", "")])
    try check("# id 7 domain=train\na _ _ B-X\n# note\nb _ _ O\n# O\n", [(2, "a b #", "a=x")])
    try check("# id\t7\n#\tO\n1\tB-X\n", [(2, "# 1", "1=x")])
  }

  @Test func joinsTokensAsTheirScriptsDo() throws {
    try check("味\tB-X\n道\tI-X\n很\tO\n好\tO\n，\tO\n也\tO\n便宜\tO\n", [(1, "味道很好，也便宜", "味道=x")])
    try check("用\tO\niPhone\tB-X\n拍照\tB-Y\n", [(1, "用 iPhone 拍照", "iPhone=x, 拍照=y")])
    try check("か\tB-X\nな\tI-X\nカ\tO\n", [(1, "かなカ", "かな=x")])
    try check("좋은\tO\n음식\tB-X\n", [(1, "좋은 음식", "음식=x")])
    try check("𠮷\tB-X\n野\tI-X\n家\tI-X\n", [(1, "𠮷野家", "𠮷野家=x")])
    try check("New York\tB-X\n😀\tO\n👨‍👩‍👧\tB-Y\n", [(1, "New York 😀 👨‍👩‍👧", "New York=x, 👨‍👩‍👧=y")])
    try check("a\tO\n\u{3000}\tO\nb\tB-X\n", [(1, "a \u{3000} b", "b=x")])
  }

  @Test func readsMalformedTagsAsSeqevalDoes() throws {
    try check("a I-X\nb O\nc I-X\nd I-Y\ne B-Y\nf E-Y\ng S-X\n", [(1, "a b c d e f g", "a=x, c=x, d=y, e f=y, g=x")])
  }

  @Test(arguments: [
    ("b NN", ":2: unknown tag \"NN\"; expected O, or B-, I-, E- or S- and a label; row skipped"),
    ("b X-A", ":2: unknown tag"), ("b B", ":2: unknown tag \"B\""), ("b B-", ":2: unknown tag"),
    ("b", ":2: no tag; expected a token, a space and a tag"), (" b", "no tag"), ("b ", "no tag"),
    ("c O\nb", ":3: no tag"), ("b\nc", ":2: no tag"),
  ])
  func skipsSentencesWithAnInvalidLine(_ line: String, _ problem: String) throws {
    let rows = try SpanRows.read("a O\n\(line)\nc O\n\nfine B-X\n", "data.conll")
    #expect(rows.shown == ["fine=x"] && rows.problems.skipped == 1)
    #expect(rows.problems.all.count == 1 && rows.problems.all[0].contains(problem), "\(rows.problems.all)")
  }

  @Test(arguments: [
    ("b", ":2: no tag; expected a token, a tab and a tag"), ("\tO", ":2: no token before the tag"),
    ("b O", ":2: no tag"), ("b\tNN", ":2: unknown tag \"NN\""), ("b\tO O", ":2: unknown tag \"O O\""),
    ("\u{301}\tB-X", ":1: the span \"\u{301}\" begins inside the character"),
  ])
  func skipsSentencesWithAnInvalidLineBetweenTabs(_ line: String, _ problem: String) throws {
    let rows = try SpanRows.read("a\tO\n\(line)\nc\tO\n\nfine\tB-X\n", "data.conll")
    #expect(rows.shown == ["fine=x"] && rows.problems.skipped == 1)
    #expect(rows.problems.all.count == 1 && rows.problems.all[0].contains(problem), "\(rows.problems.all)")
  }

  @Test func skipsSentencesThatAreNotUTF8() throws {
    let rows = try SpanRows.read(Array("fine B-X\n\na O\nb".utf8) + [0xFF] + Array(" O\n".utf8), "data.conll")
    #expect(rows.shown == ["fine=x"] && rows.problems.all.first?.contains(":4: not valid UTF-8") == true)
  }

  @Test(arguments: ["text O\nb B-X\n", "Review\tO\nb\tB-X\n", "-DOCSTART-\tO\n\ntext\tO\nb\tB-X\n", "a\tO\nb\tB-X\n"])
  func aTSVFileWithTagsIsNoTable(_ content: String) throws {
    #expect(try SpanRows.read(content, "data.tsv").shown == ["b=x"])
    #expect(try SpanRows.read(content, "data.tsv", .init(hasHeader: false)).shown == ["b=x"])
  }

  @Test(arguments: [("", "It has no row."), ("\n\n", "It has no row."), ("a\nb\n", ":1: no tag")])
  func rejectsFilesWithoutRows(_ content: String, _ problem: String) {
    expect("no usable row. ") { _ = try SpanRows.read(content, "data.conll") }
    expect(problem) { _ = try SpanRows.read(content, "data.conll") }
  }
}
