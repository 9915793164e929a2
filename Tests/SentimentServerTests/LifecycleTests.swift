import Dispatch
import JSON
import JSONRPC
import Logging
import SentimentAnalysis
import Testing

@testable import SentimentServer

struct LifecycleTests {
  @Test func runsASessionFromInitializeToExit() throws {
    let client = TestClient(TestModel())
    let result = try client.result("initialize", ["processId": nil, "capabilities": [:], "trace": "verbose"])
    #expect(result["capabilities"]?["textDocumentSync"]?["change"] == 2)
    #expect(result["capabilities"]?["hoverProvider"] == true)
    #expect(result["serverInfo"]?["version"] == .string(SentimentAnalysis.version))
    client.notify("initialized")
    client.notify("$/setTrace", ["value": "messages"])
    client.notify("no/such/notification", ["x": 1])
    client.notify("$/setTrace", ["value": "off"])
    let traces = try (0..<4).map { _ in try client.notification("$/logTrace") }
    #expect(
      traces.map { $0["message"] } == [
        "Answered 1.", "Received initialized.", "Received $/setTrace.", "Received no/such/notification.",
      ])
    #expect(traces.map { $0["verbose"] != nil } == [false, false, true, false])
    #expect(try client.notification("$/logTrace")["message"] == "Received $/setTrace.")
    try client.finish()
  }

  @Test func answersInitializeBeforeTheModelIsLoaded() throws {
    let gate = EventQueue<Void>()
    let model = TestModel()
    let client = TestClient(model) { _ in
      try gate.next()
      return model.loaded
    }
    try client.initialize()
    client.open("a", "This is terrible.")
    let hover = try client.response(to: client.hover("a", line: 0, character: 2)).get()
    #expect(hover["contents"]?["value"] == "The model is loading.")
    #expect(try client.result("sentiment/status")["state"] == "loading")
    let classify = client.request("sentiment/classify", ["texts": ["It is awful"]])
    gate.push(())
    #expect(try client.response(to: classify).get()["results"]?[0]?["label"] == "negative")
    #expect(try client.diagnostics() == (1, ["0:0-0:17"]))
    try client.finish()
  }

  /// The reader never reads: a write to its full pipe does not return.
  @Test(arguments: Framing.allCases) func endsWhenAskedToAlthoughNothingReadsItsOutput(framing: Framing) throws {
    let (input, writes, gate, exitCodes) = (
      EventQueue<[UInt8]>(), EventQueue<Void>(), EventQueue<Void>(), EventQueue<Int32>()
    )
    let terminations = EventQueue<@Sendable () -> Void>()
    let connection = Connection(framing: framing, read: { input.next(until: .distantFuture) ?? [] }) { _ in
      writes.push(())
      return gate.next(until: .distantFuture) != nil
    }
    var configuration = ServerConfiguration(
      framing: framing, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      loadModel: { _ in TestModel().loaded })
    configuration.isBuiltIn = { _ in false }
    DispatchQueue(label: "test.server").async { [configuration] in
      exitCodes.push(serve(connection, configuration) { terminations.push($0) })
    }
    input.push(framing.frame(#"{"jsonrpc":"2.0","id":1,"method":"sentiment/status"}"#.utf8))
    input.push([])
    try writes.next()
    try terminations.next()()
    _ = try exitCodes.next()
    gate.push(())
  }

  @Test func everyErrorHasItsCode() throws {
    let client = TestClient(TestModel())
    #expect(try client.errorCode("textDocument/hover") == -32002)
    #expect(try client.errorCode("no/such/request") == -32002)
    client.open("a", "This is terrible.")  // too early, ignored
    #expect(try client.errorCode("initialize", ["processId": "me"]) == -32602)
    try client.initialize()
    #expect(try client.errorCode("initialize", [:]) == -32600)
    #expect(try client.errorCode("no/such/request") == -32601)
    for params: JSONValue? in [
      nil, .null, [], 5, ["textDocument": 1], ["textDocument": ["uri": "a"], "position": "x"],
    ] {
      #expect(try client.errorCode("textDocument/hover", params) == -32602)
    }
    #expect(try client.errorCode("sentiment/classify", ["texts": [1]]) == -32602)
    client.send(bytes: "Content-Length: 3\r\n\r\n{]}")
    #expect(try client.errorCode(of: nil) == -32700)
    client.send([["jsonrpc": "2.0", "id": 1, "method": "shutdown"]])
    #expect(try client.errorCode(of: nil) == -32600)
    #expect(try client.result("shutdown", .null) == .null)
    #expect(try client.errorCode("sentiment/status") == -32600)
    client.notify("exit", [:])
    #expect(try client.exitCode() == 0)
  }

  @Test func exitCodesShowAnOrderlyEnd() throws {
    for (isShutDown, says, expected): (Bool, Bool, Int32) in [
      (false, true, 1), (true, true, 0), (false, false, 1), (true, false, 0),
    ] {
      let client = TestClient(TestModel())
      try client.initialize()
      if isShutDown { _ = try client.result("shutdown") }
      if says { client.notify("exit") } else { client.closeInput() }
      #expect(try client.exitCode() == expected)
    }
    let early = TestClient(TestModel())
    early.notify("exit")
    #expect(try early.exitCode() == 1)
  }

  @Test func endsWithTheProcessOfItsClient() throws {
    let gone: Int32 = 1 << 30  // above the largest process id of Linux
    #expect(try TestClient(TestModel(), clientProcess: gone).exitCode() == 1)
    let client = TestClient(TestModel())
    client.request("initialize", ["processId": .integer(Int64(gone)), "capabilities": [:]])
    #expect(try client.exitCode() == 1)
    // None of these names a single process.
    for id: JSONValue in [nil, 0, -1, 99_999_999_999] {
      let client = TestClient(TestModel())
      try client.initialize(["processId": id])
      try client.finish()
    }
  }

  @Test func reportsAModelThatDoesNotLoadOnce() throws {
    let client = TestClient(TestModel()) { key in
      throw LoadingFailure(reason: "There is no model \(key.name ?? "?").")
    }
    try client.initialize(["initializationOptions": ["sentiment": ["model": "mine"]]])
    #expect(try client.notification("window/showMessage")["type"] == 1)
    client.open("a", "This is terrible.")
    #expect(try client.diagnostics() == (1, []))
    let hover = try client.response(to: client.hover("a", line: 0, character: 2)).get()
    #expect(hover["contents"]?["value"]?.stringValue?.contains("could not be loaded") == true)
    #expect(try client.errorCode("sentiment/classify", ["texts": ["x"]]) == -32803)
    #expect(try client.result("sentiment/status")["state"] == "failed")
    try client.finish()
  }

  @Test func linesNeedNoInitializeAndAreAnsweredAfterTheEnd() throws {
    let client = TestClient(TestModel(), framing: .ndjson)
    let requests = (0..<40).map { client.request("sentiment/classify", ["texts": [.string("awful film \($0)")]]) }
    #expect(try client.errorCode("textDocument/hover") == -32002)
    client.closeInput()
    for id in requests {
      #expect(try client.response(to: id).get()["results"]?[0]?["label"] == "negative")
    }
    #expect(try client.exitCode() == 0)
  }
}
