import Reviews
import TestSupport
import Testing

@testable import Training

/// Spans in the cells of CSV and TSV files.
struct SpanTableTests {
  private func check(
    _ content: String, _ expected: [String], problems: [String] = [], _ name: String = "data.csv",
    _ columns: LabelledData.Columns = .init(), _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let rows = try SpanRows.read(content, name, columns)
    #expect(rows.shown == expected, "\(rows.problems.all)", sourceLocation: sourceLocation)
    #expect(rows.problems.all.count == problems.count, "\(rows.problems.all)", sourceLocation: sourceLocation)
    for (problem, part) in zip(rows.problems.all, problems) {
      #expect(problem.contains(part), "\(problem)", sourceLocation: sourceLocation)
    }
  }

  @Test func readsListsInCells() throws {
    try check("text,aspects\nNice food,\"[[5, 9, \"\"positive\"\"]]\"\n", ["food=positive"])
    let object = #""[{""start"": 0, ""end"": 4, ""polarity"": ""neg""}]""#
    try check("id,Label,Text\n7,\(object),Nice\n", ["Nice=negative"])
    try check("text,aspects\nNice food,\nNice, []\nNice,[]\nOk,\" \"\n", ["", "", "", ""])
    try check("text\taspects\nNice food\t[[5, 9, \"positive\"]]\nNo\t\n", ["food=positive", ""], "data.tsv")
    try check("text,aspects\n\"a\r\nb\",\"[[3, 4, \"\"x\"\"]]\"\n\"😀好\",\"[[1, 2, \"\"x\"\"]]\"\n", ["b=x", "好=x"])
  }

  @Test func commasInUnquotedListsDoNotSeparateTheColumnsOfTSV() throws {
    let rows = String(repeating: "Nice food\t[[5, 9, \"positive\"]]\n", count: 60)
    let expected = [String](repeating: "food=positive", count: 60)
    try check("text\taspects\n" + rows, expected, "data.tsv")
    try check(rows, expected, "data.tsv", .init(hasHeader: false))
  }

  @Test func readsSemicolonsAsSeparators() throws {
    try check("text;aspects\nNice, hot food;[[10, 14, \"x\"]]\nOk;\nOk, or not;[]\n", ["food=x", "", ""])
  }

  @Test func readsTheColumnsThatTheUserNames() throws {
    let named = LabelledData.Columns(text: "b", label: "c")
    try check("text,b,c,aspects\nno,Nice,\"[[0, 4, \"\"x\"\"]]\",\n", ["Nice=x"], "data.csv", named)
    try check("b\tc\nNice\t[[0, 4, \"x\"]]\n", ["Nice=x"], "data.tsv", named)
    let numbered = LabelledData.Columns(text: "2", label: "1", hasHeader: false)
    try check("\"[[0, 4, \"\"x\"\"]]\",Nice\n", ["Nice=x"], "data.csv", numbered)
    try check("[[0, 4, \"x\"]]\tNice\n", ["Nice=x"], "data.tsv", numbered)
    try check("Nice\t[[0, 4, \"x\"]]\n", ["Nice=x"], "data.tsv", .init(hasHeader: false))
  }

  @Test func reportsInvalidCellsWithTheirLines() throws {
    let fine = "fine,\n"
    for (row, problem) in [
      ("a,b,c\n", "data.csv:3: 3 columns, the first line has 2. Quote texts that contain the separator"),
      ("a\n", "data.csv:3: 1 column, the first line has 2"),
      ("a,none\n", "data.csv:3: the spans are not JSON"), ("a,7\n", "the spans are not a JSON list: 7"),
      ("a,{}\n", "the spans are not a JSON list: {}"), ("a,null\n", "the spans are not a JSON list: null"),
      ("a,\"['a']\"\n", "the spans are not JSON"), ("a,\"[\"\"a\"\"]\"\n", "span 1 is neither"),
      ("a,\"[[0, 2, \"\"x\"\"]]\"\n", "data.csv:3: the span [0, 2] is not in the text"), (",[]\n", "the text is empty"),
    ] {
      try check("text,aspects\n" + fine + row + fine, ["", ""], problems: [problem])
    }
  }

  @Test func reportsAnUnclosedQuote() throws {
    let rows = try SpanRows.read("text,aspects\n\"open,\nfine,\n", "data.csv")
    #expect(rows.rows.map(\.text) == ["\"open", "fine"] && rows.problems.skipped == 0)
    #expect(rows.problems.all.first?.contains(":2: unclosed quote") == true)
  }

  @Test func skipsRowsThatAreNotUTF8() throws {
    let rows = try SpanRows.read(Array("text,aspects\nfine,\n".utf8) + [0x61, 0xFF] + Array(",\n".utf8), "data.csv")
    #expect(rows.rows.map(\.text) == ["fine"] && rows.problems.all.first?.contains(":3: not valid UTF-8") == true)
  }

  @Test(arguments: [
    ("", "is empty"), ("text,other\na,b\n", "no column \"aspects\""), ("a,aspects\nb,[]\n", "no column \"text\""),
    ("text,aspects\n", "no usable row"), ("text,text,aspects\na,b,[]\n", "2 columns are named \"text\""),
  ])
  func rejectsTablesWithoutTheColumns(_ content: String, _ problem: String) {
    expect(problem) { _ = try SpanRows.read(content, "data.csv") }
  }
}
