import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `initialize` with the server's capabilities, and chooses the unit of positions.
enum InitializeHandler: SessionRequestHandler {
  static func respond(to request: InitializeRequest, in session: inout Session) throws -> Reply {
    guard session.phase == .uninitialized else {
      throw ResponseError.invalidRequest("The server is already initialized.")
    }
    session.phase = .running
    session.client.isActive = true
    session.client.watch(process: request.processId)
    session.client.capabilities = request.capabilities ?? ClientCapabilities()
    session.client.trace = request.trace.flatMap(TraceValue.init) ?? .off
    // In the client's order of preference. Every client supports UTF-16.
    let encodings = session.client.capabilities.general?.positionEncodings ?? []
    session.client.encoding = encodings.lazy.compactMap(PositionEncoding.init).first ?? .utf16
    let options = request.initializationOptions.flatMap { $0 == .null ? nil : $0 }
    session.settings.editor.initializationOptions = options
    session.settings.editor.workspaceFolders =
      request.workspaceFolders?.map(\.uri) ?? request.rootUri.map { [$0] } ?? []
    return .result([
      "capabilities": capabilities(for: session.client),
      "serverInfo": ["name": "sentiment-lsp", "version": .string(SentimentAnalysis.version)],
    ])
  }

  /// The server's capabilities for this client.
  private static func capabilities(for client: Client) -> JSONValue {
    var capabilities: JSONObject = [
      "positionEncoding": .string(client.encoding.rawValue),
      // Incremental changes (2), not the whole text (1).
      "textDocumentSync": ["openClose": true, "change": 2],
      "hoverProvider": true,
      "documentHighlightProvider": true,
      "documentSymbolProvider": true,
      "workspaceSymbolProvider": true,
      "inlayHintProvider": true,
      "codeActionProvider": ["codeActionKinds": [.string(CodeAction.quickFix)]],
      "codeLensProvider": ["resolveProvider": false],
      "semanticTokensProvider": ["legend": SemanticTokenList.legend, "range": true, "full": ["delta": true]],
      "executeCommandProvider": ["commands": .array(WorkspaceCommand.allCases.map { .string($0.rawValue) })],
      "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
    ]
    if client.pullsDiagnostics {
      capabilities["diagnosticProvider"] = [
        "identifier": "sentiment", "interFileDependencies": false, "workspaceDiagnostics": true,
      ]
    }
    return .object(capabilities)
  }
}
