import JSON
import JSONRPC
import SentimentAnalysis
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
        == ["kind": "plaintext", "value": "negative 97%\nwaste +0.50, terrible. +0.50\nmodel: test"])
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
    #expect(markdown == "**negative** 97%\n\nwaste +0.50, terrible\\. +0.50\n\nmodel: test")
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
    try client.finish()
  }
}
