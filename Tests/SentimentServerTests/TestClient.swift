import Dispatch
import JSON
import JSONRPC
import Logging
import SentimentAnalysis
@testable import SentimentServer
import Testing

/// The server ended while a test waited for a message.
struct ServerEnded: Error {}

extension EventQueue {
  /// Waits for an element as long as that takes.
  func next() throws -> Element {
    guard let element = next(until: .distantFuture) else { throw ServerEnded() }
    return element
  }
}

/// A client at the other end of a server's streams, in the same process.
final class TestClient {
  private let input = EventQueue<[UInt8]>()
  private let output = EventQueue<[UInt8]>()
  private let exitCodes = EventQueue<Int32>()
  private let framing: Framing
  private var splitter: FrameSplitter
  private var received: [Message] = []
  private var unanswered: Set<RequestID> = []
  private var nextID: Int64 = 0

  init(
    _ model: TestModel, framing: Framing = .lsp, clientProcess: Int32? = nil,
    loadModel: (@Sendable (ModelKey) throws -> LoadedModel)? = nil,
    configure: (inout ServerConfiguration) -> Void = { _ in }
  ) {
    self.framing = framing
    splitter = FrameSplitter(framing)
    var configuration = ServerConfiguration(
      framing: framing, clientProcess: clientProcess, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      loadModel: loadModel ?? { _ in model.loaded })
    configuration.isBuiltIn = { _ in false }
    configuration.checkInterval = .milliseconds(1)
    // Partial reports would depend on the machine's speed.
    configuration.firstReport = 100
    configuration.progressDelay = .seconds(100)
    configure(&configuration)
    let connection = Connection(
      framing: framing, read: { [input] in input.next(until: .distantFuture) ?? [] },
      write: { [output] bytes in
        output.push(bytes)
        return true
      })
    DispatchQueue(label: "test.server").async { [exitCodes, output, configuration] in
      exitCodes.push(serve(connection, configuration))
      output.push([])
    }
  }

  // MARK: Sending

  func send(bytes: String) { input.push(Array(bytes.utf8)) }

  func send(_ json: JSONValue) { input.push(framing.frame(json.serialized().utf8)) }

  func notify(_ method: String, _ params: JSONValue? = nil) {
    send(Message.notification(Notification(method: method, params: params)).json)
  }

  @discardableResult
  func request(_ method: String, _ params: JSONValue? = nil) -> RequestID {
    nextID += 1
    let id = RequestID.integer(nextID)
    unanswered.insert(id)
    send(Message.request(Request(id: id, method: method, params: params)).json)
    return id
  }

  func closeInput() { input.push([]) }

  // MARK: Receiving

  private func receive() throws {
    while true {
      if let frame = splitter.next() {
        guard case .body(let bytes) = frame else { throw ServerEnded() }
        let message = try Message(try JSONValue(parsing: bytes))
        if case .response(let response) = message, let id = response.id, unanswered.remove(id) == nil {
          Issue.record("a second or unrequested response to \(id)")
        }
        // Log messages may come at any time.
        if case .notification(let news) = message, news.method == "window/logMessage" { continue }
        received.append(message)
        return
      }
      let bytes = try output.next()
      guard !bytes.isEmpty else { throw ServerEnded() }
      splitter.append(bytes)
    }
  }

  private func take<Taken>(_ match: (Message) -> Taken?) throws -> Taken {
    while true {
      for (index, message) in received.enumerated() {
        guard let found = match(message) else { continue }
        received.remove(at: index)
        return found
      }
      try receive()
    }
  }

  func response(to id: RequestID?) throws -> Result<JSONValue, ResponseError> {
    try take { if case .response(let response) = $0, response.id == id { response.result } else { nil } }
  }

  /// The response to a request that the test sent as JSON, with an id of its own.
  func answer(to id: String) throws -> Result<JSONValue, ResponseError> {
    unanswered.insert(.string(id))
    return try response(to: .string(id))
  }

  func result(_ method: String, _ params: JSONValue? = nil) throws -> JSONValue {
    try response(to: request(method, params)).get()
  }

  /// The code of the error in the response to a request, or 0.
  func errorCode(_ method: String, _ params: JSONValue? = nil) throws -> Int {
    try errorCode(of: request(method, params))
  }

  func errorCode(of id: RequestID?) throws -> Int {
    if case .failure(let error) = try response(to: id) { error.code.rawValue } else { 0 }
  }

  /// The next request of the server. The test responds by `answer`, or not at all.
  func serverRequest(_ method: String) throws -> Request {
    try take { if case .request(let request) = $0, request.method == method { request } else { nil } }
  }

  func answer(_ request: Request, _ result: JSONValue = .null) {
    send(Message.response(Response(id: request.id, result: .success(result))).json)
  }

  func notification(_ method: String) throws -> JSONValue {
    try take { if case .notification(let news) = $0, news.method == method { news.params ?? .null } else { nil } }
  }

  func exitCode() throws -> Int32 { try exitCodes.next() }

  /// Waits until the server has handled all messages sent so far.
  func synchronize() throws { _ = try result("sentiment/status") }

  // MARK: Sessions

  func initialize(_ params: JSONValue = ["capabilities": [:], "initializationOptions": ["debounce": 0]]) throws {
    _ = try result("initialize", params)
    notify("initialized", [:])
  }

  /// Ends the session in order. Fails if a message of the server is unread.
  func finish() throws {
    #expect(try result("shutdown") == .null)
    notify("exit")
    #expect(try exitCode() == 0)
    // Ends the reading thread; Dispatch has 255.
    closeInput()
    while let bytes = output.next(until: .now()) { splitter.append(bytes) }
    while let frame = splitter.next() {
      guard case .body(let bytes) = frame, case .notification(let news) = try Message(try JSONValue(parsing: bytes)),
        news.method == "window/logMessage"
      else {
        Issue.record("unread: \(frame)")
        continue
      }
    }
    #expect(received.isEmpty)
    #expect(unanswered.isEmpty)
  }

  func open(_ uri: String, _ text: String, version: Int64 = 1, language: String = "plaintext") {
    notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri), "languageId": .string(language), "version": .integer(version), "text": .string(text),
        ]
      ])
  }

  func change(_ uri: String, version: Int64, _ changes: [JSONValue]) {
    notify(
      "textDocument/didChange",
      ["textDocument": ["uri": .string(uri), "version": .integer(version)], "contentChanges": .array(changes)])
  }

  /// The code actions at column 4 of a line.
  func codeActions(line: Int64, uri: String = "a", only: JSONValue? = nil) throws -> [JSONValue] {
    var context: JSONObject = ["diagnostics": []]
    context["only"] = only
    let place: JSONValue = ["line": .integer(line), "character": 4]
    return try result(
      "textDocument/codeAction",
      [
        "textDocument": ["uri": .string(uri)], "range": ["start": place, "end": place], "context": .object(context),
      ]
    ).arrayValue ?? []
  }

  func hover(_ uri: String, line: Int64, character: Int64) -> RequestID {
    request(
      "textDocument/hover",
      [
        "textDocument": ["uri": .string(uri)],
        "position": ["line": .integer(line), "character": .integer(character)],
      ])
  }

  /// The next diagnostics: version, and for each the range as `line:character-line:character`.
  func diagnostics() throws -> (version: Int?, ranges: [String]) {
    let params = try notification("textDocument/publishDiagnostics")
    return (
      params["version"]?.intValue,
      (params["diagnostics"]?.arrayValue ?? []).map { describe(range: $0["range"]) }
    )
  }
}

func describe(range: JSONValue?) -> String {
  func text(_ position: JSONValue?) -> String {
    "\(position?["line"]?.intValue ?? -1):\(position?["character"]?.intValue ?? -1)"
  }
  return "\(text(range?["start"]))-\(text(range?["end"]))"
}

/// An edit in JSON.
func edit(_ line: Int64, _ start: Int64, _ end: Int64, _ text: String) -> JSONValue {
  [
    "range": [
      "start": ["line": .integer(line), "character": .integer(start)],
      "end": ["line": .integer(line), "character": .integer(end)],
    ],
    "text": .string(text),
  ]
}
