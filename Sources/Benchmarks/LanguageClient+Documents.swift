import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol

extension LanguageClient {
  /// Starts a session in which every line of plain text is a review, however short.
  func initialize() throws {
    var capabilities: JSONObject = ["hover": ["contentFormat": ["markdown"]]]
    capabilities[isPulling ? "diagnostic" : "publishDiagnostics"] = ["relatedInformation": true]
    try call(
      InitializeRequest.method,
      [
        "capabilities": [
          "textDocument": .object(capabilities), "workspace": ["diagnostics": ["refreshSupport": true]],
        ],
        "initializationOptions": ["split": "line", "minimumLength": 0],
      ])
    notify(Method.initialized)
  }

  func open(_ uri: String, _ lines: [String]) { open(uri, lines.joined(separator: "\n") + "\n", language: "plaintext") }

  func open(_ uri: String, _ text: String, language: String) {
    notify(
      DidOpenTextDocumentNotification.method,
      ["textDocument": ["uri": .string(uri), "languageId": .string(language), "version": 1, "text": .string(text)]])
  }

  func close(_ uri: String) { notify(DidCloseTextDocumentNotification.method, ["textDocument": ["uri": .string(uri)]]) }

  /// Replaces a range of a document.
  func edit(_ uri: String, version: Int, from start: Position, to end: Position, _ text: String) {
    let range: JSONValue = ["start": start.json, "end": end.json]
    notify(
      DidChangeTextDocumentNotification.method,
      [
        "textDocument": ["uri": .string(uri), "version": .integer(Int64(version))],
        "contentChanges": [["range": range, "text": .string(text)]],
      ])
  }

  /// Requests the hover at the start of a line, without waiting for it.
  func requestHover(_ uri: String, line: Int) -> RequestID {
    request(
      HoverRequest.method,
      ["textDocument": ["uri": .string(uri)], "position": Position(line: line, character: 1).json])
  }

  func cancel(_ id: RequestID) { notify(Method.cancelRequest, ["id": id.json]) }
}

extension Position {
  fileprivate var json: JSONValue { ["line": .integer(Int64(line)), "character": .integer(Int64(character))] }
}

// MARK: - Diagnostics

extension LanguageClient {
  /// Waits for the next diagnostics of a document, or of one of its versions.
  func nextDiagnostics(of uri: String, version: Int? = nil) throws -> DispatchTime {
    isPulling ? try pull(uri) : try wait { Self.published($0, uri, version) }.time
  }

  /// Waits until the server has read everything.
  ///
  /// - Returns: when the last diagnostics arrived; nil if none did.
  func lastDiagnostics(of uri: String) throws -> DispatchTime? {
    var last: DispatchTime?
    while true {
      let isRead = try call(Method.status)["unread"] == 0
      if isRead {
        // "unread" does not count the batch in the model. This text is read after it.
        try call(ClassifyRequest.method, ["texts": [.string("Is all of \(uri) read?")]])
        // Diagnostics take a while to render. The server sends this response after those that it publishes.
        if !isPulling { _ = try pull(uri) }
      }
      while let time = take(where: { isPulling ? Self.refreshed($0) : Self.published($0, uri, nil) })?.time {
        last = isPulling ? try pull(uri) : time
      }
      if isRead { return last }
      usleep(5000)
    }
  }

  private func pull(_ uri: String) throws -> DispatchTime {
    try timedCall(DocumentDiagnosticRequest.method, ["textDocument": ["uri": .string(uri)]]).time
  }

  private static func refreshed(_ message: Message) -> ()? {
    if case .request(let request) = message, request.method == Method.diagnosticRefresh { () } else { nil }
  }

  private static func published(_ message: Message, _ uri: String, _ version: Int?) -> ()? {
    guard case .notification(let news) = message, news.method == PublishDiagnosticsNotification.method,
      let params = news.params, params["uri"]?.stringValue == uri
    else { return nil }
    return version == nil || params["version"]?.intValue == version ? () : nil
  }
}
