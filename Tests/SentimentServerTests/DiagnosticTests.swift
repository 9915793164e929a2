import Dispatch
import JSON
import JSONRPC
import Reviews
import SentimentServer
import Testing

/// Diagnostics by push and by pull.
struct DiagnosticTests {
  private let good = "A wonderful film, I loved every minute of it."
  private let bad = "This is terrible. A complete waste of time."

  private let pulling: JSONValue = [
    "capabilities": [
      "textDocument": ["diagnostic": ["relatedInformation": true]],
      "workspace": ["diagnostics": ["refreshSupport": true]],
    ],
    "initializationOptions": ["debounce": 0],
  ]

  private func pull(_ client: TestClient, _ uri: String, previous: JSONValue? = nil) -> RequestID {
    var params: JSONObject = ["textDocument": ["uri": .string(uri)]]
    params["previousResultId"] = previous
    return client.request("textDocument/diagnostic", .object(params))
  }

  private func ranges(_ report: JSONValue) -> [String] {
    (report["items"]?.arrayValue ?? []).map { describe(range: $0["range"]) }
  }

  @Test func relatedInformationPointsAtKeyPhrases() throws {
    let client = TestClient(TestModel())
    try client.initialize([
      "capabilities": ["textDocument": ["publishDiagnostics": ["relatedInformation": true]]],
      "initializationOptions": ["debounce": 0],
    ])
    client.open("a", "id,text\n1,\"😀 An \"\"awful\"\" waste of time.\"\n", language: "csv")
    let params = try client.notification("textDocument/publishDiagnostics")
    let diagnostic = params["diagnostics"]?[0]
    #expect(describe(range: diagnostic?["range"]) == "1:3-1:33")
    let related = diagnostic?["relatedInformation"]?.arrayValue ?? []
    #expect(related.map { $0["message"] } == ["+0.50 waste"])
    #expect(related.map { describe(range: $0["location"]?["range"]) } == ["1:19-1:24"])
    #expect(related.map { $0["location"]?["uri"] } == ["a"])
    try client.finish()
  }

  @Test func publishesNothingToClientsThatPullDiagnostics() throws {
    let client = TestClient(TestModel())
    let result = try client.result("initialize", pulling)
    #expect(result["capabilities"]?["diagnosticProvider"]?["interFileDependencies"] == false)
    client.notify("initialized", [:])
    client.open("a", "\(good)\n\(bad)\n")
    let first = try client.response(to: pull(client, "a")).get()
    #expect(first["kind"] == "full")
    #expect(ranges(first) == ["1:0-1:43"])
    #expect(first["items"]?[0]?["relatedInformation"]?[0] != nil)
    let second = try client.response(to: pull(client, "a", previous: first["resultId"])).get()
    #expect(second == .object(["kind": "unchanged", "resultId": first["resultId"] ?? .null]))
    client.change("a", version: 2, [edit(0, 0, 0, "So. ")])
    let third = try client.response(to: pull(client, "a", previous: first["resultId"])).get()
    #expect(third["kind"] == "unchanged")
    client.change("a", version: 3, [edit(0, 0, 0, "\n")])
    let fourth = try client.response(to: pull(client, "a", previous: first["resultId"])).get()
    #expect(ranges(fourth) == ["2:0-2:43"])
    client.open("other", bad, language: "python")
    for uri in ["other", "never opened"] {
      #expect(try client.response(to: pull(client, uri)).get()["items"] == [])
    }
    client.notify("textDocument/didClose", ["textDocument": ["uri": "a"]])
    #expect(try client.response(to: pull(client, "a")).get()["items"] == [])
    try client.finish()
  }

  @Test func answersPullsOfClientsThatAreAlsoPushedTo() throws {
    for language in ["plaintext", "markdown"] {
      let model = TestModel(isPaused: true)
      let client = TestClient(model)
      try client.initialize()
      client.open("a", bad, language: language)
      let early = pull(client, "a")
      model.resume()
      let isRead = language == "plaintext"
      #expect(try ranges(client.response(to: early).get()) == (isRead ? ["0:0-0:43"] : []))
      if isRead { #expect(try client.diagnostics() == (1, ["0:0-0:43"])) }
      #expect(try ranges(client.response(to: pull(client, "a")).get()) == (isRead ? ["0:0-0:43"] : []))
      try client.finish()
    }
  }

  @Test func answersPullsOnceTheModelIsLoaded() throws {
    let gate = EventQueue<Void>()
    let model = TestModel()
    let client = TestClient(model) { _ in
      try gate.next()
      return model.loaded
    }
    try client.initialize(pulling)
    client.open("a", bad)
    let (kept, cancelled) = (pull(client, "a"), pull(client, "a"))
    client.notify("$/cancelRequest", ["id": cancelled.json])
    #expect(try client.errorCode(of: cancelled) == -32800)
    gate.push(())
    #expect(try ranges(client.response(to: kept).get()) == ["0:0-0:43"])
    try client.finish()
  }

  @Test func reportsFindingsWhileReading() throws {
    let reviews = (0..<40).map { "An awful film \($0).\n" }
    let model = TestModel(isPaused: true)
    let client = TestClient(
      model,
      configure: {
        $0.batchBytes = 1...1
        $0.firstReport = 0
      })
    try client.initialize()
    client.open("a", reviews.joined())
    for count in 1...40 {
      model.resume()
      #expect(try client.diagnostics().ranges.count == count)
    }
    try client.finish()
  }

  @Test func requestsARefreshWhenMoreFindingsAreKnown() throws {
    let model = TestModel(isPaused: true)
    let client = TestClient(
      model,
      configure: {
        $0.batchBytes = 1...1
        $0.firstReport = 0
      })
    try client.initialize(pulling)
    client.open("a", "An awful film.\nAn awful book.\n")
    let first = pull(client, "a")
    model.resume()
    #expect(try ranges(client.response(to: first).get()).count == 1)
    model.resume()
    client.answer(try client.serverRequest("workspace/diagnostic/refresh"))
    #expect(try ranges(client.response(to: pull(client, "a")).get()).count == 2)
    try client.finish()
  }

  @Test func followsSettingsOfSeverityConfidenceLengthAndNumber() throws {
    func check(_ settings: JSONValue, _ expected: [JSONValue], sourceLocation: SourceLocation = #_sourceLocation) throws
    {
      let client = TestClient(TestModel())
      try client.initialize(["capabilities": [:], "initializationOptions": ["sentiment": settings]])
      client.open("a", "An awful film.\nA fine film of three hours.\nA terrible film of four hours.\n")
      let params = try client.notification("textDocument/publishDiagnostics")
      let found = (params["diagnostics"]?.arrayValue ?? []).map { $0["severity"] ?? .null }
      #expect(found == expected, sourceLocation: sourceLocation)
      client.notify("textDocument/didClose", ["textDocument": ["uri": "a"]])
      #expect(try client.diagnostics() == (nil, []), sourceLocation: sourceLocation)
      try client.finish()
    }
    try check([:], [2, 2])
    try check(["severity": ["negative": "error", "positive": "hint"]], [1, 4, 1])
    try check(["severity": ["negative": "off"]], [])
    try check(["minimumConfidence": 0.98], [])
    try check(["uncertainBelow": 0.96], [2, 2])
    try check(["uncertainBelow": 0.96, "severity": ["uncertain": "information"]], [2, 3, 2])
    try check(["minimumLength": 4], [2])
    try check(["maximumFindings": 1], [2])
  }
}
