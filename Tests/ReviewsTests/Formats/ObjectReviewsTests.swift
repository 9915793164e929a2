import Reviews
import Testing

struct ObjectReviewsTests {
  private func check(
    _ document: String, _ expected: [String], _ format: DocumentFormat = .json, columns: [String] = [],
    problems: [String]? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var rules = ReviewRules()
    rules.columns = columns
    #expect(
      foundReviews(in: document, format, rules, sourceLocation: sourceLocation) == expected,
      sourceLocation: sourceLocation)
    guard let problems else { return }
    let found = DocumentReviews(of: Array(document.utf8), format: format, rules)
    #expect(found.problems == problems, sourceLocation: sourceLocation)
  }

  @Test func findsStringsUnderTextKeys() {
    check(#"{"text":"Good film.","label":1,"title":"A film"}"#, ["Good film."], problems: [])
    check(
      "{\"id\": 1, \"Review\" : \"Good film.\"}\r\n{\"Review\":\"Bad film.\"}\n", ["Good film.", "Bad film."], .jsonl)
    check(#"{"a":[{"b":{"comment":"Too slow"}},{"content":"Too loud"}],"user":"Ann Lee"}"#, ["Too slow", "Too loud"])
    check(
      #"{"评论":"太糟糕了","\u5185\u5bb9":"不会再来","reviewText":"Too slow","full_text":"Too loud"}"#,
      ["太糟糕了", "不会再来", "Too slow", "Too loud"])
    check(#"{"context":"not read","text":7,"title":"not read","review":{"by":"Ann Lee","on":"a day"}}"#, [])
  }

  @Test func findsStringsInArrays() {
    check(#"{"reviews":["Good film.","Bad film."],"tags":["not read","nor this"]}"#, ["Good film.", "Bad film."])
    check(
      #"{"text":[["Good film."],{"by":"Ann Lee","text":"Bad film."}, "So so."]}"#,
      [
        "Good film.", "Bad film.", "So so.",
      ])
    check(#"["Good film.", "Bad film."]"#, ["Good film.", "Bad film."])
    check(#"["Good film.", "Bad film."]"#, [], columns: ["text"])
    check(#"{"bodies":["Good film."],"comments":"not read"}"#, ["Good film."])
  }

  @Test func findsStringsUnderNamedKeys() {
    let document = #"{"text":"not read","Pros":"So fast","cons":["So loud"],"Été":"Trop lent"}"#
    check(document, ["So fast", "So loud"], columns: ["pros", "cons"])
    check(document, ["Trop lent"], columns: ["été"])
    check(document, ["not read", "So fast", "So loud"], columns: ["2"])
  }

  @Test func decodesEscapes() {
    check(#"{"text":"Good \"film\"\n\tand \\ caf\u00e9 \/ \ud83d\ude00!"}"#, ["Good \"film\"\n\tand \\ café / 😀!"])
    check(#"{"text":"Half \ud83d a \ude00 pair \ud83d\u0041"}"#, ["Half \u{FFFD} a \u{FFFD} pair \u{FFFD}A"])
    check(#"{"text":"\n\u3000 So slow\\n \t\u00a0\n"}"#, [#"So slow\n"#])
    check(#"{"text":"Not \x known \u12 escapes \u00g0"}"#, [#"Not \x known \u12 escapes \u00g0"#])
    check(#"{"text":"\ufeff \u3000Too slow\\\\n\u00a0 \u2003"}"#, [#"Too slow\\n"#])
    check(#"{"text":"\n\t "}"#, [])
  }

  @Test func skipsOnlyTheInvalidLine() {
    check(
      """
      {"text":"Good film."}
      {"text":"Bad fil
      hello world
      {"text":"Too slow", "more": [{
      ]}{"text":"Too loud"}

      {"text":"Last one."}
      """, ["Good film.", "Too slow", "Too loud", "Last one."], .jsonl,
      problems: [
        "Line 2: the string that begins here has no closing quote; it is skipped.",
        "Line 3: the line is not a complete JSON object; only its complete strings are read.",
        "Line 4: the line is not a complete JSON object; only its complete strings are read.",
        "Line 5: the line is not a complete JSON object; only its complete strings are read.",
      ])
  }

  @Test func findsStringsAroundInvalidJSON() {
    check(
      """
      {"reviews": [
        {"text": "Good film.", "stars": 5},
        {"text": "Bad fil, "stars": 1},
        {"text": "Too slow"
        {"text"
           : "Too loud"}},
        ]],
        {"tags": ["not read"], "text": "Last one."}
      """, ["Good film.", "Too slow", "Too loud", "Last one."],
      problems: ["Line 3: the string that begins here has no closing quote; it is skipped."])
  }

  @Test func skipsComments() {
    check(
      """
      { // "text": "not read"
        /* "text": "nor this",
           "text": "nor that" */ "text": "Good film.", # "text": "no"
        "content": "http://x.y/* is read"
      }
      """, ["Good film.", "http://x.y/* is read"])
  }

  @Test func limitsReportedProblems() {
    let found = DocumentReviews(of: Array(String(repeating: "{\"text\n", count: 12).utf8), format: .jsonl)
    #expect(found.problems.count == 11 && found.problems.last == "2 more problems are not listed.")
  }
}
