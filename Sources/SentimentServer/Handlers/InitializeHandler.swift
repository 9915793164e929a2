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
    return .result([
      "capabilities": capabilities(in: session),
      "serverInfo": ["name": "sentiment-lsp", "version": .string(SentimentAnalysis.version)],
    ])
  }

  /// What the server can do for this client.
  private static func capabilities(in session: Session) -> JSONValue {
    var capabilities: JSONObject = [
      "positionEncoding": .string(session.encoding.rawValue),
      // Changes come as edits (2), not as the whole text (1).
      "textDocumentSync": ["openClose": true, "change": 2],
      "hoverProvider": true,
      "documentHighlightProvider": true,
      "documentSymbolProvider": true,
      "workspaceSymbolProvider": true,
      "inlayHintProvider": true,
      "codeActionProvider": ["codeActionKinds": [.string(CodeAction.quickFix)]],
      "codeLensProvider": ["resolveProvider": false],
      "semanticTokensProvider": ["legend": SemanticTokenList.legend, "range": true, "full": ["delta": true]],
      "executeCommandProvider": ["commands": .array(CommandHandler.Command.allCases.map { .string($0.rawValue) })],
      "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
    ]
    if session.isPulled {
      capabilities["diagnosticProvider"] = [
        "identifier": "sentiment", "interFileDependencies": false, "workspaceDiagnostics": true,
      ]
    }
    return .object(capabilities)
  }

  /// The client is ready to be asked.
  static func finish(_ session: inout Session) {
    let workspace = session.client.workspace
    var registrations: [JSONValue] = []
    func register(_ method: String, _ options: JSONValue) {
      registrations.append(["id": .string(method), "method": .string(method), "registerOptions": options])
    }
    if workspace?.didChangeConfiguration?.dynamicRegistration == true {
      register(DidChangeConfigurationNotification.method, ["section": "sentiment"])
    }
    if workspace?.didChangeWatchedFiles?.dynamicRegistration == true {
      register(Method.didChangeWatchedFiles, ["watchers": [["globPattern": "**/.sentiment.json"]]])
    }
    if !registrations.isEmpty { session.ask(Method.registerCapability, ["registrations": .array(registrations)]) }
    session.askForSettings()
  }
}
