import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
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

  @Test func everyReviewTellsLabelConfidenceAndWords() throws {
    let results = try hovers(nil, [(0, 0), (0, 28), (1, 0), (2, 3), (2, 999), (77, 0)])
    #expect(results.map { describe(range: $0["range"]) }.prefix(2) == ["0:0-0:28", "0:0-0:28"])
    #expect(
      results[0]["contents"]
        == ["kind": "plaintext", "value": "negative 97%\nterrible. +0.50, waste +0.50\nmodel: test"])
    #expect(results[2] == .null)
    #expect(results[3]["contents"]?["value"] == "positive 95%\nmodel: test")
    #expect(describe(range: results[4]["range"]) == "2:0-2:15")
    #expect(results[5] == .null)
  }

  @Test func markupIsTheFirstKindThatTheClientNames() throws {
    for (formats, kind): (JSONValue, JSONValue) in [
      (["markdown", "plaintext"], "markdown"), (["plaintext", "markdown"], "plaintext"),
      (["html", "markdown"], "markdown"),
      ([], "plaintext"),
    ] {
      #expect(try hovers(formats, [(0, 0)])[0]["contents"]?["kind"] == kind)
    }
    let markdown = try hovers(["markdown"], [(0, 0)])[0]["contents"]?["value"]
    #expect(markdown == "**negative** 97%\n\nterrible\\. +0.50, waste +0.50\n\nmodel: test")
  }

  @Test func aHoverIsExplainedInFullOnceAndTheFindingsStayAsTheyWere() throws {
    let model = TestModel()
    let client = TestClient(model)
    try client.initialize()
    let text = "A waste of time, terrible."
    func messages() throws -> [JSONValue?] {
      try client.notification("textDocument/publishDiagnostics")["diagnostics"]?.arrayValue?.map { $0["message"] } ?? []
    }
    client.open("a", text)
    #expect(try messages() == ["negative 97% (waste, terrible.)"])
    #expect(try model.calls.next() == [text])
    #expect(try model.methods.next() == .quick)
    for _ in 0..<3 {
      let hover = try client.response(to: client.hover("a", line: 0, character: 3)).get()
      #expect(hover["contents"]?["value"] == "negative 97%\nterrible. +0.50, waste +0.50\nmodel: test")
    }
    #expect(try model.calls.next() == [text])
    #expect(try model.methods.next() == .full)
    client.change("a", version: 2, [edit(0, 0, 0, "A fine film.\n")])
    #expect(try messages() == ["negative 97% (waste, terrible.)"])
    #expect(try model.calls.next() == ["A fine film."])
    #expect(try model.methods.next() == .quick)
    #expect(model.calls.next(until: .now()) == nil)
    try client.finish()
  }

  @Test func whatWasNotReadIsSaidAsAShareOfTheCharacters() {
    let text = String(repeating: "é", count: 100) + String(repeating: "x", count: 100)  // 300 bytes
    func check(_ unread: Range<Int>?, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
      let classification = Classification(
        label: "a", outcome: .value(1), polarity: .unknown, logits: [1], unread: unread)
      for (kind, label, separator): (MarkupContent.Kind, String, String) in [
        (.plaintext, "a", "\n"), (.markdown, "**a**", "\n\n"),
      ] {
        let paragraphs = ["\(label) 1.00", sentence, "model: test"].filter { !$0.isEmpty }
        #expect(
          describe(classification, of: text, model: "test", as: kind).value == paragraphs.joined(separator: separator),
          sourceLocation: sourceLocation)
      }
    }
    check(nil, "")
    check(20..<220, "The middle of this long text, 55% of it, was not read.")
    check(100..<101, "The middle of this long text, 1% of it, was not read.")
    check(20..<300, "The end of this long text, 95% of it, was not read.")
    check(0..<200, "The start of this long text, 50% of it, was not read.")
  }

  @Test func theRealModelIsServed() throws {
    let client = TestClient(TestModel()) { LoadedModel(try SentimentModel(named: $0.model)) }
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
