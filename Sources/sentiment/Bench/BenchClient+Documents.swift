import Dispatch
import JSON
import JSONRPC

extension BenchClient {
  typealias Place = (line: Int, character: Int)

  /// Begins a session in which a line of plain text is a review, however short.
  func initialize() throws {
    var shows: JSONObject = ["hover": ["contentFormat": ["markdown"]]]
    shows[isPulling ? "diagnostic" : "publishDiagnostics"] = ["relatedInformation": true]
    try call(
      "initialize",
      [
        "capabilities": ["textDocument": .object(shows), "workspace": ["diagnostics": ["refreshSupport": true]]],
        "initializationOptions": ["split": "line", "minimumLength": 0],
      ])
    notify("initialized")
  }

  func open(_ uri: String, _ text: String, language: String = "plaintext") {
    let document: JSONValue = [
      "uri": .string(uri), "languageId": .string(language), "version": 1, "text": .string(text),
    ]
    notify("textDocument/didOpen", ["textDocument": document])
  }

  func close(_ uri: String) { notify("textDocument/didClose", ["textDocument": ["uri": .string(uri)]]) }

  /// Puts text in the place of some other.
  func edit(_ uri: String, version: Int, from start: Place, to end: Place, _ text: String) {
    let range: JSONValue = ["start": position(start), "end": position(end)]
    notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri), "version": .integer(Int64(version))],
        "contentChanges": [["range": range, "text": .string(text)]],
      ])
  }

  /// Asks for the hover at the start of a line, without waiting for it.
  func hover(_ uri: String, line: Int) -> RequestID {
    ask("textDocument/hover", ["textDocument": ["uri": .string(uri)], "position": position((line, 1))])
  }

  private func position(_ place: Place) -> JSONValue {
    ["line": .integer(Int64(place.line)), "character": .integer(Int64(place.character))]
  }
}

// MARK: - Findings

extension BenchClient {
  /// The next findings of a document, of a version where that is given.
  func findings(of uri: String, version: Int? = nil) throws -> DispatchTime {
    isPulling ? try pull(uri) : try wait { self.isTold($0, of: uri, version: version) }.time
  }

  /// The last of the findings that come until all is read; nil where those before were the last.
  func lastFindings(of uri: String) throws -> DispatchTime? {
    var last: DispatchTime?
    while try call("sentiment/status")["unread"] != 0 { last = try laterFindings(of: uri, within: .seconds(1)) ?? last }
    // What the model reads at this moment does not count as unread. A request is answered after that is told.
    try call("sentiment/classify", ["texts": [.string("Is all of \(uri) read?")]])
    while let time = try laterFindings(of: uri, within: .seconds(0)) { last = time }
    return last
  }

  /// Findings after others; nil where none come in time.
  private func laterFindings(of uri: String, within patience: DispatchTimeInterval) throws -> DispatchTime? {
    guard isPulling else { return try next(within: patience) { self.isTold($0, of: uri, version: nil) }?.time }
    let refresh: ()? = try next(within: patience) { message in
      if case .request(let request) = message, request.method == "workspace/diagnostic/refresh" { () } else { nil }
    }?.value
    return try refresh.map { try pull(uri) }
  }

  private func pull(_ uri: String) throws -> DispatchTime {
    try result(of: ask("textDocument/diagnostic", ["textDocument": ["uri": .string(uri)]])).time
  }

  private func isTold(_ message: Message, of uri: String, version: Int?) -> ()? {
    guard case .notification(let news) = message, news.method == "textDocument/publishDiagnostics",
      news.params?["uri"]?.stringValue == uri, version == nil || news.params?["version"]?.intValue == version
    else { return nil }
    return ()
  }
}
