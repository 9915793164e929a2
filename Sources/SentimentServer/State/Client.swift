import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging

/// The client: what it supports, the messages to it, and the server's requests that it has not answered yet.
struct Client {
  /// Handles the response to a request of the server.
  typealias ResponseHandler = @Sendable (Result<JSONValue, ResponseError>, inout Session) -> Void

  let connection: Connection
  let logger: Logger
  var capabilities = ClientCapabilities()
  /// The unit of positions.
  var encoding = PositionEncoding.utf16
  var trace = TraceValue.off
  /// Whether it takes notifications: between `initialize` and `shutdown`.
  var isActive = false
  /// The process whose end ends the server.
  var process: Int32?
  /// Whether it will send no more messages.
  var hasClosedInput = false
  private var responseHandlers: [RequestID: ResponseHandler] = [:]
  private var lastRequestID: Int64 = 0

  init(_ connection: Connection, _ logger: Logger, process: Int32?) {
    self.connection = connection
    self.logger = logger
    watch(process: process.map(Int.init))
  }

  /// Ends the server some seconds after the end of a process. Numbers that name no single process are ignored.
  mutating func watch(process: Int?) {
    guard let process, process > 0, let id = Int32(exactly: process) else { return }
    self.process = id
  }
}

// MARK: - Capabilities

extension Client {
  /// Whether the client requests diagnostics itself, so that none are published.
  var pullsDiagnostics: Bool { capabilities.textDocument?.diagnostic != nil }

  var refreshesDiagnostics: Bool { capabilities.workspace?.diagnostics?.refreshSupport == true }

  /// Whether diagnostics point at the key phrases.
  var showsRelatedInformation: Bool {
    let document = capabilities.textDocument
    let shows =
      pullsDiagnostics ? document?.diagnostic?.relatedInformation : document?.publishDiagnostics?.relatedInformation
    return shows == true
  }

  /// Whether the server must deliver all responses, however slowly they are read: the client piped its requests in and still
  /// runs.
  func waitsForResponses(_ framing: Framing) -> Bool {
    hasClosedInput && framing == .ndjson && process.map(ProcessControl.isRunning) != false
  }
}

// MARK: - Messages

extension Client {
  func notify<Parameters: ServerMessage>(_ parameters: Parameters) {
    connection.send { .message(.notification(Notification(method: Parameters.method, params: encoded(parameters)))) }
  }

  func respond(to id: RequestID?, _ result: Result<JSONValue, ResponseError>) {
    connection.send { .message(.response(Response(id: id, result: result.mapError(\.plain)))) }
    if let id { logTrace("Answered \(id.json).") }
  }

  /// Sends a request. The client may refuse it, or never answer.
  mutating func request(
    _ method: String, _ params: JSONValue?, then handle: @escaping ResponseHandler = { _, _ in }
  ) {
    lastRequestID += 1
    let id = RequestID.integer(lastRequestID)
    responseHandlers[id] = handle
    connection.send { .message(.request(Request(id: id, method: method, params: params))) }
  }

  mutating func request<Parameters: ServerMessage>(
    _ parameters: Parameters, then handle: @escaping ResponseHandler = { _, _ in }
  ) {
    request(Parameters.method, encoded(parameters), then: handle)
  }

  /// Removes the handler of a response; nil where no request of the server has its id.
  mutating func takeHandler(of response: Response) -> ResponseHandler? {
    response.id.flatMap { responseHandlers.removeValue(forKey: $0) }
  }

  /// Shows the result of a command.
  func showResult(_ sentence: String) {
    notify(ShowMessageNotification(type: .info, message: plainText(sentence)))
  }

  /// Opens a page in a browser, or shows its path.
  mutating func showPage(_ file: URL) {
    guard capabilities.window?.showDocument?.support == true else {
      return showResult("The report is in \(file.path).")
    }
    request(ShowDocumentRequest(uri: file.absoluteString, external: true))
  }

  /// Shows the user a problem, and logs it.
  func showProblem(_ type: MessageType, _ sentence: String) {
    logger.log(level: type == .error ? .error : .warning, "\(sentence)")
    if isActive { notify(ShowMessageNotification(type: type, message: plainText(sentence))) }
  }

  /// Writes to the server's log and, from the level `info` up, to the client's.
  func log(_ level: Logger.Level, _ message: String) {
    logger.log(level: level, "\(message)")
    guard isActive, level >= .info else { return }
    let type: MessageType = level >= .error ? .error : level >= .warning ? .warning : .info
    notify(LogMessageNotification(type: type, message: plainText(message)))
  }

  /// Reports a step of the server's work to a client that traces it.
  func logTrace(_ message: String, verbose: @autoclosure () -> String? = nil) {
    guard trace != .off, isActive else { return }
    let verbose = trace == .verbose ? verbose() : nil
    notify(LogTraceNotification(message: plainText(message), verbose: verbose))
  }
}

/// The parameters as JSON. The server's messages can always be encoded; null would be the trace of a bug.
private func encoded(_ parameters: some ServerMessage) -> JSONValue? {
  do { return try JSONValue(encoding: parameters) } catch { return .null }
}
