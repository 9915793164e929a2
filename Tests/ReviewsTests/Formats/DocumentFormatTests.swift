import Reviews
import Testing

struct DocumentFormatTests {
  private func check(
    _ languageID: String?, _ path: String?, _ content: String = "", is expected: DocumentFormat?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = DocumentFormat(languageID: languageID, path: path, content: Array(content.utf8))
    #expect(found == expected, "\(languageID ?? "nil") \(path ?? "nil") \(content)", sourceLocation: sourceLocation)
  }

  @Test func prefersTheEditorsLanguage() {
    let rows: [(String, DocumentFormat?)] = [
      ("plaintext", .plaintext), ("text", .plaintext), ("csv", .csv), ("csv (semicolon)", .csv), ("dynamic csv", .csv),
      ("csv_semicolon", .csv), ("rfc_csv", .csv), ("tsv", .tsv), ("json", .json), ("jsonc", .json), ("jsonl", .jsonl),
      ("ndjson", .jsonl), ("jsonlines", .jsonl), ("markdown", .markdown), ("md", .markdown), ("Markdown", .markdown),
      ("python", nil), ("html", nil), ("swift", nil),
    ]
    for (language, format) in rows { check(language, nil, is: format) }
    check("markdown", "/a/reviews.csv", is: .markdown)
    check("python", "/a/reviews.csv", is: nil)
  }

  @Test func prefersTheExtensionToTheContent() {
    let rows: [(String, DocumentFormat)] = [
      ("/a/b.csv", .csv), ("file:///a/b.TSV", .tsv), ("b.tab", .tsv), ("b.jsonl", .jsonl), ("b.ndjson", .jsonl),
      ("b.json", .json), ("b.md", .markdown), ("b.markdown", .markdown), ("b.txt", .plaintext),
      ("/a.csv/b", .plaintext), ("b.log", .plaintext), ("", .plaintext), ("评论.csv", .csv),
    ]
    for (path, format) in rows {
      for language in ["plaintext", "text", "", nil] as [String?] { check(language, path, is: format) }
    }
    check("plaintext", "b.txt", #"{"text":"Good film."}"#, is: .plaintext)
  }

  @Test func detectsTheFormatFromTheContent() {
    let rows: [(String, DocumentFormat)] = [
      ("{\"text\":\"Good film.\"}\n{\"text\":\"Bad film.\"}\n", .jsonl), ("{\"text\":\"Good film.\"}", .jsonl),
      ("{\"a\":1}\n{\"a\":", .jsonl), ("{\n  \"text\": \"Good film.\"\n}\n", .json),
      ("[\n  {\"text\": \"Good film.\"}\n]\n", .json), ("{curly} people\n", .plaintext),
      ("text,label\nGood film.,1\n", .csv), ("label\tReview\n1\tGood, bad\n0\tIt", .tsv), ("text;label\na;1\n", .csv),
      ("编号,评论\n1,太糟糕了\n", .csv), ("text,label\nGood film.,1\nmore, than, two\nx,y\n", .plaintext),
      ("text,label\n", .plaintext), ("Good content, bad service\nNice review, too\n", .plaintext),
      ("Good film.\nBad film.\n", .plaintext), ("", .plaintext), ("\u{FEFF}", .plaintext),
    ]
    for (content, format) in rows {
      check("plaintext", "untitled:Untitled-1", content, is: format)
      check(nil, nil, content, is: format)
    }
  }

  @Test func detectsTheFormatFromTheBeginningOfLongContent() {
    let table = "text,label\n" + String(repeating: "\"Good, film.\",1\n", count: 9000)
    check(nil, nil, table, is: .csv)
    check(nil, nil, String(repeating: "{\"text\":\"Good film.\"}\n", count: 9000), is: .jsonl)
  }
}
