import Reviews
import Testing

/// JSON in the shapes that shops, app stores and scrapers write. The contents are invented.
struct ObjectExportTests {
  private func check(
    _ document: String, _ expected: [String], _ format: DocumentFormat = .json,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      foundReviews(in: document, format, sourceLocation: sourceLocation) == expected, sourceLocation: sourceLocation)
  }

  @Test func readsValuesOfTheKeyAbove() {
    check(
      """
      {"feed": {"entry": [{"author": {"name": {"label": "Ann Lee"}, "label": ""}, "im:rating": {"label": "1"},
        "title": {"label": "Very sad about this"},
        "content": {"label": "It lost all my drawings", "attributes": {"type": "text"}}}]}}
      """, ["It lost all my drawings"])
    check(#"{"comments": [{"author_name": "Ann Lee", "content": {"rendered": "Too much sugar"}}]}"#, ["Too much sugar"])
    check(
      #"{"displayName": {"text": "The Old Mill"}, "reviews": [{"text": {"text": "The soup was cold", "languageCode": "en"}}]}"#,
      ["The soup was cold"])
  }

  @Test func skipsRepliesOfOwners() {
    check(
      """
      [{"content": "I lost my work twice", "score": 1, "replyContent": "Sorry for the terrible trouble", "repliedAt": null},
       {"review": "Never on time", "developer_response": {"body": "We are sorry"}},
       {"comment": "The bed was hard", "reviewReply": {"comment": "We will buy better beds"}, "owner_answer": "Thank you so much"}]
      """, ["I lost my work twice", "Never on time", "The bed was hard"])
    check(
      #"{"comments": [{"userComment": {"text": "Worst update ever"}}, {"developerComment": {"text": "We are sorry for it"}}]}"#,
      ["Worst update ever"])
    check(
      #"{"rateContent": "颜色和图片不一样", "reply": "亲 非常抱歉", "appendComment": {"content": "一洗就掉色"}, "商家回复": "感谢您的支持"}"#,
      ["颜色和图片不一样", "一洗就掉色"])
  }

  @Test func readsTablesInJSON() {
    check(
      #"{"review": {"0": "The soup was cold", "1": "Kind staff"}, "stars": {"0": 1, "1": 5}}"#,
      ["The soup was cold", "Kind staff"])
    check(
      #"{"columns": ["id", "review"], "index": [0], "data": [["a b c", "The soup was cold"], ["d e f", "Kind staff"]]}"#,
      ["The soup was cold", "Kind staff"])
    check(
      #"[["place", "review text"], ["York inn", "The soup was cold"], ["York inn", "Kind staff"]]"#,
      ["The soup was cold", "Kind staff"])
    check(
      #"{"schema": {"fields": [{"name": "review"}]}, "data": [{"review": "The soup was cold"}]}"#, ["The soup was cold"]
    )
  }

  @Test func readsNamesWithWordsAroundThem() {
    check(
      """
      {"type": "FeatureCollection", "features": [{"properties": {"date": "2026-01-02T10:00:00Z", "five_star_rating_published": 2,
        "location": {"name": "The Old Mill", "address": "1 Long Street"}, "review_text_published": "The soup was cold",
        "questions": [{"question": "Food quality", "rating": 1}]}}]}
      """, ["The soup was cold"])
    check(
      #"{"@type": "Review", "headline": "Not worth it", "reviewBody": "It broke at once", "author": {"name": "Ann Lee"}}"#,
      ["It broke at once"])
    check(
      #"{"reviews": [{"title": "So and so", "pros": "Close to the sea", "cons": "A very small room", "score": 6}]}"#,
      ["Close to the sea", "A very small room"])
    check(
      "{\"feedback\": 0, \"verified_reviews\": \"It does not hear me\"}\n{\"feedback\": 1, \"verified_reviews\": \"Love it\"}\n",
      ["It does not hear me", "Love it"], .jsonl)
    check(
      "{\"review\": \"super!\", \"summary\": \"it cools the whole room within minutes\"}\n{\"review\": \"bad\", \"summary\": \"it makes more noise than a truck\"}\n",
      ["it cools the whole room within minutes", "it makes more noise than a truck"], .jsonl)
  }

  @Test func readsRecordsOnly() {
    check(
      #"{"status": "error", "message": "Some results are missing", "data": {"reviews": [{"text": "The soup was cold"}]}}"#,
      ["The soup was cold"])
    check(
      #"{"product": {"content": "Made by hand in a small town"}, "reviews": [{"reviewBody": "It broke at once"}]}"#,
      ["It broke at once"])
    check(
      #"[{"text": "The soup was cold", "staff": [{"comment": "We are sorry"}], "official": {"comment": "Come again"}}]"#,
      ["The soup was cold"])
    check(
      #"[{"text": {"text": "The soup was cold"}, "originalText": {"text": "Die Suppe war kalt"}}]"#,
      ["The soup was cold"])
  }

  @Test func readsOtherKeysBelowReviews() {
    check(
      #"{"reviews": [{"title": "Not good", "description": "The soup was cold that day"}]}"#,
      ["The soup was cold that day"])
    check(#"{"items": [{"answers": [{"type": "text", "text": "The soup was cold"}]}]}"#, ["The soup was cold"])
    check(#"{"data": {"replies": [{"content": {"message": "The soup was cold"}}]}}"#, ["The soup was cold"])
    check(#"[[0, "The soup was cold", "2024"], [1, "Kind staff", "2025"]]"#, ["The soup was cold", "Kind staff"])
  }

  @Test func skipsEntriesOfLogs() {
    check("{\"level\": \"error\", \"message\": \"Failed to connect, giving up\"}\n", [], .jsonl)
    check("{\"user\": \"ann\", \"message\": \"The app failed again\"}\n", ["The app failed again"], .jsonl)
  }

  @Test func saysWhichKeysThereAre() {
    let found = DocumentReviews(of: Array(#"{"id": "a b", "answer_1": "It was nice there"}"#.utf8), format: .jsonl)
    #expect(
      found.reasonForNone(columnOption: "--column", textOption: "")
        == #"no review found; the keys are "id", "answer_1"; name one with --column"#)
  }

  @Test func reportsWhatIsNotJSON() {
    let python = DocumentReviews(of: Array("{'text': 'It broke at once'}\n{'text': 'Love it'}\n".utf8), format: .json)
    #expect(
      python.problems
        == ["Line 1: not JSON, but a Python dictionary: strings are in single quotes; write it with json.dumps."])
    #expect(DocumentReviews(of: Array("text: broken\n".utf8), format: .json).problems.count == 1)
    #expect(DocumentReviews(of: Array("{\"id\": 1}\n{\"id\": 2}\n".utf8), format: .json).problems == [])
  }

  @Test func readsNamedKeysBelowOthers() {
    var rules = ReviewRules()
    rules.columns = ["answers.text"]
    let document = #"{"answers": {"text": "It was nice there"}, "text": "Not this one"}"#
    #expect(foundReviews(in: document, .json, rules) == ["It was nice there"])
  }
}
