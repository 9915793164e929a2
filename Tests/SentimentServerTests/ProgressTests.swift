import Dispatch
import JSON
import JSONRPC
import SentimentServer
import Testing

/// Progress of long work, and stopping it.
struct ProgressTests {
  private let text = (0..<20).map { "An awful film \($0).\n" }.joined()

  private func client(_ model: TestModel, isShown: Bool = true, debounce: Int64 = 0) throws -> TestClient {
    let client = TestClient(
      model,
      configure: {
        $0.batchBytes = 1...1
        $0.progressDelay = .nanoseconds(0)
      })
    try client.initialize([
      "capabilities": ["window": ["workDoneProgress": .bool(isShown)]],
      "initializationOptions": ["debounce": .integer(debounce)],
    ])
    return client
  }

  /// Opens a document, has one review read, and returns the token of its progress.
  private func begin(_ client: TestClient, _ model: TestModel) throws -> (token: JSONValue, begin: JSONValue) {
    client.open("a", text)
    model.resume()
    // The second call begins once the results of the first are stored.
    for _ in 0..<2 { _ = try model.calls.next() }
    let request = try client.serverRequest("window/workDoneProgress/create")
    client.answer(request)
    return (request.params?["token"] ?? .null, try client.notification("$/progress"))
  }

  @Test func showsProgressToItsEnd() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let (token, begin) = try begin(client, model)
    #expect(begin["token"] == token)
    #expect(begin["value"]?["kind"] == "begin" && begin["value"]?["cancellable"] == true)
    #expect(begin["value"]?["title"] == "Reading reviews")
    for _ in 0..<18 {
      model.resume()
      _ = try model.calls.next()
    }
    // The last review is being read, so that none is queued.
    try client.synchronize()
    model.resume()
    #expect(try client.diagnostics().ranges.count == 20)
    var last: JSONValue = .null
    repeat { last = try client.notification("$/progress") } while last["value"]?["kind"] == "report"
    #expect(last["value"] == ["kind": "end", "message": "20 reviews read"])
    try client.finish()
  }

  @Test func stoppedDocumentsKeepTheirResultsUntilTheyChange() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model)
    let (token, _) = try begin(client, model)
    client.notify("window/workDoneProgress/cancel", ["token": token])
    #expect(try client.notification("$/progress")["value"]?["kind"] == "end")
    let found = try client.diagnostics().ranges.count
    #expect((1...2).contains(found))
    model.resume()
    client.change("a", version: 2, [["text": "An awful film 0.\n"]])
    #expect(try client.diagnostics() == (2, ["0:0-0:16"]))
    try client.finish()
  }

  @Test func readsDocumentsThatWereWaitingWhenWorkWasStopped() throws {
    let model = TestModel(isPaused: true)
    let client = try client(model, debounce: 200)
    let (token, _) = try begin(client, model)
    client.open("b", "A fine film.")
    client.change("b", version: 2, [["text": "An awful film.\n\n#"]])
    _ = try client.response(to: client.hover("b", line: 2, character: 0))  // its reviews are found
    client.notify("window/workDoneProgress/cancel", ["token": token])
    try client.synchronize()
    for _ in 0..<4 { model.resume() }
    var reported: Set<[JSONValue?]> = []
    while !reported.isSuperset(of: [["a", 1], ["b", 2]]) {
      let params = try client.notification("textDocument/publishDiagnostics")
      reported.insert([params["uri"], params["version"]])
    }
    var last: JSONValue = .null
    repeat { last = try client.notification("$/progress") } while last["value"]?["kind"] == "report"
    try client.finish()
  }

  @Test func requestsNoTokenFromClientsWithoutProgress() throws {
    let model = TestModel()
    let client = try client(model, isShown: false)
    client.open("a", text)
    #expect(try client.diagnostics().ranges.count == 20)
    try client.finish()
  }
}
