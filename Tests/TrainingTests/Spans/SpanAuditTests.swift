import JSON
import Reviews
import Testing

@testable import Training

struct SpanAuditTests {
  /// Reads a text with spans as a line of JSON.
  private func read(_ text: String, _ spans: [(Int, Int, String)]) throws -> SpanRows {
    let list = spans.map { [.integer(Int64($0)), .integer(Int64($1)), .string($2)] as JSONValue }
    let line: JSONValue = ["text": .string(text), "aspects": .array(list)]
    return try SpanRows.read(line.serialized() + "\n" + #"{"text": "fine", "aspects": []}"#, "data.jsonl")
  }

  private func check(
    _ text: String, _ spans: [(Int, Int, String)], _ expected: String, note: String? = nil,
    _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rows = try read(text, spans)
    #expect(rows.shown == [expected, ""], "\(rows.problems.all)", sourceLocation: sourceLocation)
    let notes = rows.notes.filter { !$0.contains("no text has") }
    let place = "\(rows.path):1"
    #expect(
      notes == (note.map { ["\(rows.path): " + $0.replacing("PLACE", with: place)] } ?? []),
      sourceLocation: sourceLocation)
  }

  @Test func offsetsCountUnicodeScalars() throws {
    try check("😀 好吃的面 ok", [(2, 4, "x"), (7, 9, "y")], "好吃=x, ok=y")
    try check("Café très bon", [(0, 4, "x"), (5, 9, "y")], "Café=x, très=y")
    try check("Cafe\u{301} bon", [(0, 5, "x"), (6, 9, "y")], "Cafe\u{301}=x, bon=y")
    try check("a\r\nfood", [(0, 1, "x"), (3, 7, "y")], "a=x, food=y")
    try check("👨‍👩‍👧 🇩🇪 ok", [(0, 5, "x"), (6, 8, "y"), (9, 11, "z")], "👨‍👩‍👧=x, 🇩🇪=y, ok=z")
  }

  @Test func aSpanHoldsUTF8Offsets() throws {
    #expect(try read("好吃的面", [(3, 4, "x")]).rows[0].spans == [LabelledSpan(range: 9..<12, label: "x")])
  }

  @Test(arguments: [
    ("👨‍👩‍👧 ok", 0, 2, #"the span "👨‍" ends inside the character "👨‍👩‍👧" (U+1F468 U+200D U+1F469 U+200D U+1F467)"#),
    ("👨‍👩‍👧 ok", 4, 8, "begins inside the character"),
    ("👍🏽 ok", 0, 1, "ends inside the character \"👍🏽\" (U+1F44D U+1F3FD)"),
    ("🇩🇪", 1, 2, "begins inside the character \"🇩🇪\""),
    ("Cafe\u{301}", 0, 4, "the span \"Cafe\" ends inside the character \"e\u{301}\" (U+0065 U+0301)"),
    ("Cafe\u{301}", 4, 5, "begins inside the character"),
    ("a\r\nb", 0, 2, "ends inside the character U+000D U+000A; row skipped"),
    ("a\r\nb", 2, 4, "begins inside the character"),
    ("か\u{3099}", 0, 1, "ends inside the character"),
    ("각", 0, 1, "ends inside the character"),
  ])
  func skipsSpansWithAnEdgeInsideACharacter(_ text: String, _ start: Int, _ end: Int, _ problem: String) throws {
    // The Hangul syllable as three letters.
    let text = text == "각" ? "\u{1100}\u{1161}\u{11A8}" : text
    let rows = try read(text, [(start, end, "x")])
    #expect(rows.rows.map(\.text) == ["fine"] && rows.problems.skipped == 1)
    #expect(rows.problems.all.first?.contains(problem) == true, "\(rows.problems.all)")
  }

  @Test func listsTheFirstScalarsOfALongCharacter() throws {
    let rows = try read("e" + String(repeating: "\u{301}", count: 1000), [(0, 1, "x")])
    let problem = rows.problems.all.first ?? ""
    #expect(problem.contains("U+0301 …); row skipped") && problem.unicodeScalars.count < 400, "\(problem)")
  }

  @Test func trimsWhiteSpace() throws {
    let note = "trimmed white space around 1 span, first in PLACE"
    try check("Nice food !", [(4, 10, "x")], "food=x", note: note)
    try check("a\r\nfood\u{3000}\u{A0}!", [(1, 9, "x")], "food=x", note: note)
    let two = note.replacing("1 span", with: "2 spans")
    try check("Nice food", [(4, 9, "x"), (0, 5, "y")], "Nice=y, food=x", note: two)
    try check("Nice food", [(4, 9, "x"), (5, 9, "x")], "food=x", note: note)
    try check("Nice hot food", [(5, 13, "x")], "hot food=x")
  }

  @Test func countsADuplicateOnce() throws {
    try check("Nice food", [(5, 9, "x"), (5, 9, "X"), (5, 9, "x")], "food=x")
    try check("Nice food", [(5, 9, "pos"), (5, 9, "Positive")], "food=positive")
  }

  @Test func excludesSpansWithTwoPolarities() throws {
    func note(_ count: String) -> String {
      "excluded \(count) with two labels, or with the label conflict or mixed, from training and metrics, first in PLACE"
    }
    try check("Nice food", [(5, 9, "positive"), (5, 9, "negative")], "food=?", note: note("1 span"))
    try check("Nice food", [(5, 9, "x"), (5, 9, "y"), (5, 9, "z")], "food=?", note: note("1 span"))
    try check("Nice food", [(5, 9, "Conflict"), (0, 4, "x")], "Nice=x, food=?", note: note("1 span"))
    try check("Nice food", [(5, 9, "mixed"), (0, 4, "conflict")], "Nice=?, food=?", note: note("2 spans"))
    try check("Nice food", [(5, 9, "conflict"), (5, 9, "positive")], "food=?", note: note("1 span"))
  }

  @Test func keepsTheLongerOfOverlappingSpans() throws {
    func note(_ span: String, _ count: String = "1 span") -> String {
      "left out \(count) because of an overlap with a longer or an earlier span, first \"\(span)\" in PLACE"
    }
    try check("hot dog stand", [(0, 7, "x"), (4, 13, "y")], "dog stand=y", note: note("hot dog"))
    try check("hot dog stand", [(4, 7, "x"), (0, 13, "y")], "hot dog stand=y", note: note("dog"))
    try check("hot dog stand", [(0, 7, "x"), (0, 3, "y"), (8, 13, "z")], "hot dog=x, stand=z", note: note("hot"))
    try check("aa bb cc", [(3, 8, "x"), (0, 5, "y")], "aa bb=y", note: note("bb cc"))
    try check("aa bb cc", [(0, 2, "x"), (1, 7, "y"), (6, 8, "z")], "a bb c=y", note: note("aa", "2 spans"))
    try check("aa bb cc", [(0, 5, "x"), (4, 7, "y"), (6, 8, "z")], "aa bb=x, cc=z", note: note("b c"))
    try check("好吃的面", [(0, 2, "x"), (2, 4, "y")], "好吃=x, 的面=y")
  }

  @Test func excludedSpansTakePartInOverlaps() throws {
    let longer = try read("hot dog stand", [(0, 7, "conflict"), (4, 7, "x")])
    #expect(longer.shown == ["hot dog=?", ""] && longer.notes.count == 3, "\(longer.notes)")
    let shorter = try read("hot dog stand", [(0, 7, "x"), (4, 7, "conflict")])
    #expect(shorter.shown == ["hot dog=x", ""] && shorter.notes.count == 1, "\(shorter.notes)")
  }

  @Test func countsIgnoredAspects() throws {
    let lines = #"{"text": "a", "aspects": [{"polarity": "x"}, {"start": null, "end": null, "polarity": "y"}]}"#
    let rows = try SpanRows.read([lines, lines].joined(separator: "\n"), "data.jsonl")
    #expect(rows.shown == ["", ""])
    #expect(
      rows.notes == [
        "\(rows.path): ignored 4 aspects without offsets, which the text does not name",
        "\(rows.path): no text has a labelled span",
      ])
  }

  @Test func skippedRowsAppearInNoNote() throws {
    let rows = try read("Nice food", [(4, 9, "x"), (0, 4, "conflict"), (2, 3, "y"), (4, 40, "z")])
    #expect(rows.rows.count == 1 && rows.notes == ["\(rows.path): no text has a labelled span"])
  }

  @Test func readsAnHonestNumberOfSpansQuickly() throws {
    let spans = (0..<20_000).map { (2 * $0, 2 * $0 + 1, "x") } + [(0, 39_999, "y")]
    let rows = try read(String(repeating: "a ", count: 20_000), spans)
    #expect(rows.rows[0].spans.count == 1 && rows.notes.contains { $0.contains("left out 20,000 spans") })
  }
}
