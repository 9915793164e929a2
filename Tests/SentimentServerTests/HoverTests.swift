import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
@testable import SentimentAnalysis
import Testing

@testable import SentimentServer

struct HoverTests {
  private func hovers(_ formats: JSONValue?, _ places: [(Int64, Int64)]) throws -> [JSONValue] {
    let client = TestClient(TestModel())
    var hover = JSONObject()
    hover["contentFormat"] = formats
    try client.initialize(["capabilities": ["textDocument": ["hover": .object(hover)]]])
    client.open("a", "A waste of *time*, terrible.\n\nA fine film. 😀\n")
    #expect(try client.diagnostics().version == 1)
    let results = try places.map { try client.response(to: client.hover("a", line: $0, character: $1)).get() }
    try client.finish()
    return results
  }

  @Test func hoverShowsLabelConfidenceAndWords() throws {
    let results = try hovers(nil, [(0, 0), (0, 28), (1, 0), (2, 3), (2, 999), (77, 0)])
    #expect(results.map { describe(range: $0["range"]) }.prefix(2) == ["0:0-0:28", "0:0-0:28"])
    #expect(
      results[0]["contents"] == [
        "kind": "plaintext",
        "value": """
        negative 97% ██████████
        A [+waste+] of *time*, [+terrible.+]
        waste +0.50 · terrible. +0.50
        model: test
        """,
      ])
    #expect(results[2] == .null)
    #expect(results[3]["contents"]?["value"]?.stringValue?.hasPrefix("positive 95%") == true)
    #expect(describe(range: results[4]["range"]) == "2:0-2:15")
    #expect(results[5] == .null)
  }

  @Test func usesTheFirstMarkupThatTheClientNames() throws {
    for (formats, kind): (JSONValue, JSONValue) in [
      (["markdown", "plaintext"], "markdown"), (["plaintext", "markdown"], "plaintext"),
      (["html", "markdown"], "markdown"),
      ([], "plaintext"),
    ] {
      #expect(try hovers(formats, [(0, 0)])[0]["contents"]?["kind"] == kind)
    }
    let markdown = try hovers(["markdown"], [(0, 0)])[0]["contents"]?["value"]
    #expect(
      markdown == """
        **negative** 97% ██████████

        > A **waste** of \\*time\\*, **terrible\\.**

        waste +0.50 · terrible\\. +0.50

        model: test
        """)
  }

  @Test func hoverUsesKnownVerdicts() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    client.open("a", "A waste of time, terrible.")
    #expect(try client.diagnostics() == (1, ["0:0-0:26"]))
    for _ in 0..<3 {
      let hover = try client.response(to: client.hover("a", line: 0, character: 3)).get()
      #expect(hover["contents"]?["value"]?.stringValue?.contains("waste +0.50") == true)
    }
    #expect(try model.methods.next() == .quick)
    #expect(model.methods.next(until: .now()) == nil)
    try client.finish()
  }

  @Test func hoverOverATableHeaderShowsASummary() throws {
    let client = TestClient(TestModel())
    try client.initialize()
    client.open("a", "id,text\n1,An awful film.\n2,A fine film.\n3,\"Fine, too.\"\n", language: "csv")
    #expect(try client.diagnostics() == (1, ["1:2-1:16"]))
    let hover = try client.response(to: client.hover("a", line: 0, character: 4)).get()
    #expect(describe(range: hover["range"]) == "0:0-0:7")
    #expect(
      hover["contents"]?["value"] == """
        3 reviews
        ███████░░░ positive 2 (67%)
        ███░░░░░░░ negative 1 (33%)
        """)
    try client.finish()
  }

  @Test func servesTheBuiltInModel() throws {
    let client = TestClient(TestModel()) { LoadedModel(try SentimentModel(named: $0.name)) }
    try client.initialize()
    client.open(
      "a",
      """
      A wonderful film, I loved every minute of it.
      This is terrible. A complete waste of time, awful and bad.

      """)
    #expect(try client.diagnostics() == (1, ["1:0-1:58"]))
    let hover = try client.response(to: client.hover("a", line: 1, character: 0)).get()
    #expect(hover["contents"]?["value"]?.stringValue?.hasPrefix("negative 9") == true)
    #expect(hover["contents"]?["value"]?.stringValue?.contains("terrible +0.") == true)
    try client.finish()
  }
}

/// Hovers with a model that finds aspects: "staff" is praised and "food" blamed.
struct AspectHoverTests {
  private static let review = "Lovely staff, cold food."

  private static func classification(_ options: SentimentModel.Options, isMixed: Bool) -> Classification {
    func span(_ range: Range<Int>, _ polarity: Polarity) -> HeadAnswer.Span {
      HeadAnswer.Span(
        text: review[utf8: range], range: range, label: polarity.rawValue, polarity: polarity, confidence: 0.914,
        type: 0, words: 0..<1)
    }
    let spans = [span(7..<12, .positive)] + (isMixed ? [span(19..<23, .negative)] : [])
    var answer = HeadAnswer(name: "aspects", outcome: .spans(spans), findsAspects: true, isMixed: isMixed)
    if let explained = options.explainedOutput {
      let token = Classification.KeyToken(text: "cold", range: 14..<18, weight: 0.8)
      answer.explanations = spans.filter { $0.range == explained.span && explained.method == .full }.map {
        HeadExplanation(output: $0.label, span: $0.range, words: [], keyTokens: [], deciding: [token])
      }
    }
    var result = Classification(
      label: "negative", outcome: .label([.init(label: "negative", probability: 0.7)]), polarity: .negative,
      logits: [1], uncertainBelow: isMixed ? 0.75 : 0)
    result.heads = [answer, HeadAnswer(name: "emotions", outcome: .label([.init(label: "joy", probability: 1)]))]
    return result
  }

  private func client(isMixed: Bool = true) throws -> TestClient {
    let client = TestClient(TestModel()) { _ in
      var model = TestModel().loaded
      model.aspectHead = "aspects"
      model.classify = { texts, options, _ in texts.map { _ in Self.classification(options, isMixed: isMixed) } }
      return model
    }
    try client.initialize()
    client.open("a", Self.review)
    return client
  }

  @Test func aspectsAreListedAndTheOneAtThePositionIsExplained() throws {
    let client = try client()
    #expect(try client.diagnostics() == (1, ["0:0-0:24"]))
    let hover = try client.response(to: client.hover("a", line: 0, character: 2)).get()
    #expect(
      hover["contents"]?["value"] == """
        negative 70% ███████░░░ (mixed, uncertain)
        Lovely staff, cold food.
        − food 91%
        + staff 91%
        emotions: joy
        model: test
        """)
    #expect(describe(range: hover["range"]) == "0:0-0:24")
    let food = try client.response(to: client.hover("a", line: 0, character: 20)).get()
    #expect(food["contents"]?["value"]?.stringValue?.contains("\nfood negative 91%: cold +0.80\n") == true)
    #expect(describe(range: food["range"]) == "0:19-0:23")
    try client.finish()
  }

  @Test func aMixedReviewWithoutACertainLabelIsReportedAndCountedAsMixed() throws {
    let client = try client()
    _ = try client.diagnostics()
    let lens = try client.result("textDocument/codeLens", ["textDocument": ["uri": "a"]])
    #expect(lens[0]?["command"]?["title"]?.stringValue?.hasPrefix("1 review: 1 mixed (100%)") == true)
    let symbols = try client.result("textDocument/documentSymbol", ["textDocument": ["uri": "a"]])
    #expect(symbols[0]?["name"]?.stringValue?.hasPrefix("mixed, negative 70% ") == true)
    try client.finish()
    let other = try self.client(isMixed: false)
    _ = try other.diagnostics()
    let hover = try other.response(to: other.hover("a", line: 0, character: 2)).get()
    #expect(hover["contents"]?["value"]?.stringValue?.contains("mixed") == false)
    try other.finish()
  }
}

struct HoverTextTests {
  private func text(
    _ kind: MarkupContent.Kind, _ review: String, tokens: [(Range<Int>, Double)] = [], unread: Range<Int>? = nil
  ) -> String {
    let tokens = tokens.map { Classification.KeyToken(text: review[utf8: $0], range: $0, weight: $1) }
    let classification = Classification(
      label: "a", outcome: .value(1), polarity: .unknown, keyTokens: tokens, words: tokens, logits: [1], unread: unread)
    return HoverText(kind: kind).describe(Verdict(classification, of: review), review, model: "m")
  }

  @Test func showsTheShareOfCharactersNotRead() {
    let review = String(repeating: "é", count: 100) + String(repeating: "x", count: 100)  // 300 bytes
    func check(_ unread: Range<Int>, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(
        text(.plaintext, review, unread: unread) == "a 1.00\n\(review)\n\(sentence)\nmodel: m",
        sourceLocation: sourceLocation)
    }
    check(20..<220, "The middle of this long text, 55% of it, was not read.")
    check(100..<101, "The middle of this long text, 1% of it, was not read.")
    check(20..<300, "The end of this long text, 95% of it, was not read.")
    check(0..<200, "The start of this long text, 50% of it, was not read.")
  }

  @Test func removesMarkupAndControlCharacters() {
    let shown = text(.markdown, "See https://a.b/c_d or me@a.b\u{7}\r\n\u{1B}[31m <b>")
    #expect(shown.contains(#"> See https\://a\.b/c\_d or me\@a\.b\\u\{7\} \\u\{1b\}\[31m \<b\>"#))
  }

  @Test func marksOpposingPhrasesDifferently() {
    let review = "Fine film, awful end."
    let tokens = [(0..<4, -0.3), (11..<16, 0.7)]
    #expect(text(.markdown, review, tokens: tokens).contains("> ~~Fine~~ film, **awful** end\\."))
    #expect(text(.plaintext, review, tokens: tokens).contains("[-Fine-] film, [+awful+] end."))
  }

  @Test func groupsPhrasesForAndAgainstTheLabelWithoutAspects() {
    let shown = text(.plaintext, "Fine film, awful end.", tokens: [(11..<16, 0.7), (0..<4, -0.3)])
    #expect(shown.contains("\nfor: awful +0.70\nagainst: Fine −0.30\n"))
  }

  @Test func marksAdjacentPhrasesAsOne() {
    let tokens = [(0..<6, 0.5), (6..<12, 0.4), (12..<18, -0.3)]
    #expect(text(.markdown, "房间不错太小", tokens: tokens).contains("> **房间不错**~~太小~~"))
  }

  @Test func showsTheWeightOfEachSentence() {
    let review = "Fine film. The end is awful!"
    let lines = text(.plaintext, review, tokens: [(0..<4, -0.25), (22..<27, 0.75)]).split(separator: "\n")
    #expect(lines.contains("−0.25 Fine film."))
    #expect(lines.contains("+0.75 The end is awful!"))
  }

  @Test func showsTheStrongestPhraseOfALongText() {
    let review = String(repeating: "影 ", count: 1000) + "awful" + String(repeating: " é", count: 1000)
    let shown = text(.plaintext, review, tokens: [(4000..<4005, 1)]).split(separator: "\n")[1]
    #expect(shown.hasPrefix("…") && shown.hasSuffix("…") && shown.contains("[+awful+]"))
    #expect(shown.utf8.count < 700 && !shown.unicodeScalars.contains("\u{FFFD}"))
  }
}
