import Reviews
import Testing

struct TableReviewsTests {
  private func check(
    _ document: String, _ expected: [String], _ format: DocumentFormat = .csv, columns: [String] = [],
    heading: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var rules = ReviewRules()
    rules.columns = columns
    #expect(foundReviews(in: document, format, rules, sourceLocation: sourceLocation) == expected)
    guard let heading else { return }
    let bytes = Array(document.utf8)
    let found = DocumentReviews(of: bytes, format: format, rules).headings
    #expect(found.map { String(decoding: bytes[$0.range], as: UTF8.self) } == [heading], sourceLocation: sourceLocation)
    #expect(found.map(\.reviews) == [0..<expected.count], sourceLocation: sourceLocation)
  }

  @Test func findsTheTextColumn() {
    check("text,label\nGood film.,1\nBad film.,0\n", ["Good film.", "Bad film."], heading: "text,label")
    check("id,Comment,stars\r\n7,Too slow,1\r\n", ["Too slow"], heading: "id,Comment,stars")
    check("\u{FEFF}编号,用户评论\n1,太糟糕了\n", ["太糟糕了"])
    check("id\ttext\n1\tGood, but slow\n", ["Good, but slow"], .tsv)
    check("title,review_text\nThe new phone,Too slow\n", ["Too slow"])
    check("review_id,reviewText\nA one,Too slow\n", ["Too slow"])
    check("num_comments,review_text\nten or more,Too slow\n", ["Too slow"])
    check("id,comments\nA one,Too slow\n", ["Too slow"])
  }

  @Test func readsQuotedFields() {
    check(
      "text,label\n\" Good, \"\"really\"\" good.\nTwice. \",1\n\"Bad film.\",0\n",
      ["Good, \"really\" good.\nTwice.", "Bad film."])
    check("text\n\"Good\r\n\r\nfilm.\"\n", ["Good\r\n\r\nfilm."])
  }

  @Test func detectsTheSeparatorFromTheHeader() {
    check("text;label\nGood, but slow;1\n", ["Good, but slow"])
    check("label\ttext\n1\tGood, but slow\n", ["Good, but slow"])
    check("text,label\nGood film,1\n", ["Good film"], .tsv)
    check("# sentiment:ignore-begin\n# sentiment:ignore-end\ntext;label\nGood, but slow;1\n", ["Good, but slow"])
  }

  @Test func findsNamedAndNumberedColumns() {
    let document = "title,Pros,cons\nA good phone,Fast and small,Costs a lot\n"
    check(document, ["Fast and small", "Costs a lot"], columns: ["pros", "CONS"])
    check(document, ["A good phone"], columns: ["1"])
    check(document, ["Costs a lot"], columns: ["nothing", "3", "0", "4", "-1"])
    check("Too slow,1\nToo loud,2\n", ["Too slow", "Too loud"], columns: ["1"])
    check(document, [], columns: ["text"])
    var rules = ReviewRules()
    rules.columns = ["text"]
    let problems = DocumentReviews(of: Array(document.utf8), format: .csv, rules).problems
    #expect(problems == ["Line 1: no column \"text\"; the columns are title, Pros, cons."])
  }

  @Test func findsColumnsByContentWithoutCommonNames() {
    check(
      "id,what they said\n17,The room was dirty and cold\n18,Great stay\n",
      [
        "The room was dirty and cold", "Great stay",
      ], heading: "id,what they said")
    check(
      "17,The room was dirty and cold\n18,Great stay at this hotel\n",
      [
        "The room was dirty and cold", "Great stay at this hotel",
      ])
    check(
      "who,where,what\nann,https://example.org/a-b-c-d-e-f-g,It broke after two days\n"
        + "bob,https://example.org/h-i-j-k-l-m-n,Works well for me\n", ["It broke after two days", "Works well for me"])
    check("甲,非常失望，不会再来了\n乙,房间干净，服务也很好\n", ["非常失望，不会再来了", "房间干净，服务也很好"])
    check(
      "Great film,pos\nIt broke after two days of use,neg\nIt works well for me and mine,pos\n",
      ["Great film", "It broke after two days of use", "It works well for me and mine"])
    check("a,b\n1,2\n3,4\n", [])
  }

  @Test func readsExtraSeparatorsAsText() {
    check("label,text\n1,Good, but slow\n", ["Good, but slow"])
    check("text,label\nGood, but slow,1\nBad film,0,,\n", ["Good, but slow", "Bad film"])
    check("text\nGood, but slow\n", ["Good, but slow"])
  }

  @Test func skipsShortRows() { check("id,text\n1\n2,Too slow\n\n", ["Too slow"]) }

  @Test func limitsAnUnclosedQuoteToItsRow() {
    let document = "text,label\n\"Good film,1\n\"Bad, film\",0\nToo slow,0\n\"And, so \"\"on\"\"\",1\n"
    check(document, ["\"Good film", "Bad, film", "Too slow", "And, so \"on\""])
    let problems = DocumentReviews(of: Array(document.utf8), format: .csv).problems
    #expect(problems == ["Line 2: this quote is never closed and is read as text; add the closing quote."])
  }

  @Test func findsNothingInEmptyTables() {
    for document in ["", "\n\n", "\u{FEFF}", "text,label", "text,label\n", ",,,\n,,,\n", "\"", "\"\"\"\n"] {
      check(document, [])
    }
  }
}
