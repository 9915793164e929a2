import JSON
import JSONRPC
import Testing

@testable import SentimentServer

/// Symbols, highlights, semantic tokens, hints and lenses.
struct ViewTests {
  private static let text = "A waste of time.\r\nA fine film. 😀 awful\r\n\r\nAll of it good.\r\n"

  private func client(_ capabilities: JSONValue = [:], _ settings: JSONValue = [:]) throws -> TestClient {
    let client = TestClient(TestModel())
    try client.initialize(["capabilities": capabilities, "initializationOptions": settings])
    client.open("a", Self.text)
    _ = try client.diagnostics()
    return client
  }

  private func ask(_ client: TestClient, _ method: String, _ more: JSONObject = [:]) throws -> JSONValue {
    var params = more
    params["textDocument"] = ["uri": "a"]
    return try client.result("textDocument/" + method, .object(params))
  }

  private func part(_ startLine: Int64, _ endLine: Int64) -> JSONObject {
    [
      "range": [
        "start": ["line": .integer(startLine), "character": 0], "end": ["line": .integer(endLine), "character": 0],
      ]
    ]
  }

  @Test func symbolsAreReviewsWithLabelAndConfidence() throws {
    let client = try client()
    let symbols = try ask(client, "documentSymbol").arrayValue ?? []
    #expect(
      symbols.map { $0["name"]?.stringValue } == [
        "negative 97% A waste of time.", "negative 97% A fine film. 😀 awful", "positive 95% All of it good.",
      ])
    #expect(symbols.map { describe(range: $0["location"]?["range"]) } == ["0:0-0:16", "1:0-1:21", "3:0-3:15"])
    try client.finish()
  }

  @Test func headingsAreTheParentsOfTheirReviews() throws {
    let client = try client(
      ["textDocument": ["documentSymbol": ["hierarchicalDocumentSymbolSupport": true]]],
      ["languages": ["markdown", "plaintext"]])
    client.open(
      "b", "Alone and good.\n\n# One\n\n## Empty\n\n## Two\n\nAn awful one.\n\n# Three\n\nA fine one.\n",
      language: "markdown")
    _ = try client.diagnostics()
    func outline(_ symbols: JSONValue?) -> [String] {
      (symbols?.arrayValue ?? []).flatMap { symbol in
        ["\(symbol["name"]?.stringValue ?? "") \(describe(range: symbol["range"]))"]
          + outline(symbol["children"]).map { "  " + $0 }
      }
    }
    let result = try client.result("textDocument/documentSymbol", ["textDocument": ["uri": "b"]])
    #expect(
      outline(result) == [
        "positive 95% Alone and good. 0:0-0:15", "# One 2:0-8:13", "  ## Two 6:0-8:13",
        "    negative 97% An awful one. 8:0-8:13", "# Three 10:0-12:11", "  positive 95% A fine one. 12:0-12:11",
      ])
    try client.finish()
  }

  @Test func workspaceSymbolsAreNegativeReviewsOrMatches() throws {
    let client = try client()
    func names(_ query: String) throws -> [String] {
      try client.result("workspace/symbol", ["query": .string(query)]).arrayValue?.compactMap {
        $0["name"]?.stringValue
      } ?? []
    }
    #expect(try names("") == ["negative 97% A waste of time.", "negative 97% A fine film. 😀 awful"])
    #expect(try names("ALL OF") == ["positive 95% All of it good."] && names("positive").count == 1)
    #expect(try names("nowhere") == [])
    try client.finish()
  }

  @Test func highlightsTheKeyPhrasesUnderTheCursor() throws {
    let client = try client()
    let found = try ask(client, "documentHighlight", ["position": ["line": 0, "character": 9]]).arrayValue ?? []
    #expect(found.map { describe(range: $0["range"]) } == ["0:2-0:7"] && found[0]["kind"] == 2)
    #expect(try ask(client, "documentHighlight", ["position": ["line": 2, "character": 0]]) == .null)
    try client.finish()
  }

  @Test func semanticTokensAreKeyPhrasesWithTheirPolarity() throws {
    let client = try client()
    let all = try ask(client, "semanticTokens/full")
    // The emoji has two UTF-16 units.
    #expect(all["data"] == [0, 2, 5, 0, 1, 1, 16, 5, 0, 1])
    #expect(try ask(client, "semanticTokens/range", part(1, 2))["data"] == [1, 16, 5, 0, 1])
    let id = try #require(all["resultId"])
    let same = try ask(client, "semanticTokens/full/delta", ["previousResultId": id])
    #expect(same["edits"] == [])
    client.change("a", version: 2, [edit(0, 0, 0, "A terrible one, ")])
    _ = try client.diagnostics()
    let second = try #require(same["resultId"])
    let change = try ask(client, "semanticTokens/full/delta", ["previousResultId": second])
    #expect(change["edits"] == [["start": 2, "deleteCount": 0, "data": [8, 0, 1, 0, 16]]])
    // An unknown previous result has all tokens sent again.
    #expect(try ask(client, "semanticTokens/full/delta", ["previousResultId": id])["data"]?.arrayValue?.count == 15)
    try client.finish()
  }

  @Test func showsInlayHintsIfEnabled() throws {
    let quiet = try client()
    #expect(try ask(quiet, "inlayHint", part(0, 9)) == [])
    try quiet.finish()
    let client = try client([:], ["inlayHints": true])
    let hints = try ask(client, "inlayHint", part(1, 3)).arrayValue ?? []
    #expect(hints.map { $0["label"]?.stringValue } == ["negative 97%", "positive 95%"])
    #expect(hints[0]["position"] == ["line": 1, "character": 21])
    try client.finish()
  }

  @Test func codeLensShowsASummary() throws {
    let client = try client()
    let lenses = try ask(client, "codeLens").arrayValue ?? []
    #expect(lenses.map { $0["command"]?["title"] } == ["3 reviews: 2 negative (67%), 1 positive (33%)"])
    try client.finish()
  }

  @Test func answersEarlyRequestsOnceTheDocumentIsRead() throws {
    let model = TestModel(isPaused: true)
    let client = TestClient(model)
    try client.initialize()
    client.open("a", Self.text)
    let params: JSONValue = ["textDocument": ["uri": "a"]]
    let ids = ["codeLens", "documentSymbol", "semanticTokens/full"].map { client.request("textDocument/" + $0, params) }
    let search = client.request("workspace/symbol", ["query": ""])
    let cancelled = client.request("textDocument/codeLens", params)
    client.notify("$/cancelRequest", ["id": cancelled.json])
    #expect(try client.errorCode(of: cancelled) == -32800)
    model.resume()
    _ = try client.diagnostics()
    for id in ids + [search] { #expect(try client.response(to: id).get() != .null) }
    #expect(try client.result("textDocument/codeLens", ["textDocument": ["uri": "nowhere"]]) == .null)
    try client.finish()
  }

  @Test func requestsARefreshAfterReloadingAModel() throws {
    let client = try client([
      "workspace": ["codeLens": ["refreshSupport": true], "semanticTokens": ["refreshSupport": true]]
    ])
    _ = try client.result("workspace/executeCommand", ["command": "sentiment.recheck"])
    _ = try client.diagnostics()
    for method in ["codeLens", "semanticTokens"] {
      client.answer(try client.serverRequest("workspace/\(method)/refresh"))
    }
    try client.finish()
  }
}
