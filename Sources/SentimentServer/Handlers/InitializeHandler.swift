import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers `initialize` with what the server can do, and settles what both sides will count and read in.
enum InitializeHandler {
  static func respond(to request: InitializeRequest, in session: inout Session) throws -> Reply {
    guard session.phase == .uninitialized else {
      throw ResponseError.invalidRequest("The server is initialized already.")
    }
    session.phase = .running
    session.watch(process: request.processId)
    session.client = request.capabilities ?? ClientCapabilities()
    session.trace = request.trace.flatMap(TraceValue.init) ?? .off
    // The client's order is its preference. One that offers nothing known counts in UTF-16, as every client can.
    let encodings = session.client.general?.positionEncodings ?? []
    session.encoding = encodings.lazy.compactMap(PositionEncoding.init).first ?? .utf16
    session.settings.options = request.initializationOptions.flatMap { $0 == .null ? nil : $0 }
    session.settings.workspaceFolders = request.workspaceFolders?.map(\.uri) ?? request.rootUri.map { [$0] } ?? []
    let capabilities = ServerCapabilities(
      positionEncoding: session.encoding, isPulled: session.isPulled,
      commands: CommandHandler.Command.allCases.map(\.rawValue), legend: SemanticTokenList.legend)
    return .result(
      try JSONValue(
        encoding: InitializeResult(
          capabilities: capabilities, name: "sentiment-lsp", version: SentimentAnalysis.version)))
  }

  /// The client is ready to be asked.
  static func finish(_ session: inout Session) {
    let workspace = session.client.workspace
    var request = RegisterCapabilityRequest()
    if workspace?.didChangeConfiguration?.dynamicRegistration == true {
      request.add(DidChangeConfigurationNotification.method, ["section": "sentiment"])
    }
    if workspace?.didChangeWatchedFiles?.dynamicRegistration == true {
      request.add(
        DidChangeWatchedFilesNotification.method, ["watchers": [["globPattern": "**/.sentiment.json"]]])
    }
    if !request.registrations.isEmpty { session.ask(request) }
    session.askForSettings()
  }
}
