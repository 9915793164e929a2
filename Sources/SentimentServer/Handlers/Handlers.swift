import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to requests about one document. A handler gets a snapshot and runs on a thread of the worker, so it cannot change
/// the session. The response is null where the document is not open.
protocol DocumentRequestHandler: SendableMetatype {
  associatedtype Parameters: DocumentRequestParameters
  associatedtype Response: Encodable & Sendable

  /// The reviews that must be read before the response can be made. The document's reviews are found by then.
  static func requiredReviews(for request: Parameters, in snapshot: DocumentSnapshot) -> RequiredReviews

  /// The texts that a model must classify again before the response can be made; nil if the verdicts are enough.
  static func classification(for request: Parameters, in snapshot: DocumentSnapshot) -> ClassificationJob?

  static func respond(to request: Parameters, in snapshot: DocumentSnapshot) throws -> Response
}

/// The parameters of a request about one document.
protocol DocumentRequestParameters: MessageParameters {
  var textDocument: TextDocumentIdentifier { get }
}

/// The reviews of a document that a response needs.
enum RequiredReviews {
  case none, all
  /// The review at an index of the table, which is read before all others.
  case one(Int)
}

extension DocumentRequestHandler {
  static func requiredReviews(for request: Parameters, in snapshot: DocumentSnapshot) -> RequiredReviews { .all }

  static func classification(for request: Parameters, in snapshot: DocumentSnapshot) -> ClassificationJob? { nil }
}

/// Responds to requests about the whole session, on the message loop.
protocol SessionRequestHandler: SendableMetatype {
  associatedtype Parameters: MessageParameters

  static func respond(to request: Parameters, in session: inout Session) throws -> Reply
}

/// Handles notifications, on the message loop.
protocol NotificationHandler: SendableMetatype {
  associatedtype Parameters: MessageParameters

  static func handle(_ notification: Parameters, in session: inout Session) throws
}

/// The response to a request, or the work that leads to it.
enum Reply {
  case result(JSONValue)
  /// A response that is computed on a thread of the worker.
  case computed(@Sendable () throws -> JSONValue)
  /// A command that runs on a thread of the worker.
  case command(@Sendable () throws -> CommandOutcome)
  /// A response that follows once models have classified texts.
  case classify(ClassificationJob)
  /// A response that follows later.
  case wait(PendingRequests.Wait)
}

typealias RequestHandler = @Sendable (JSONValue?, inout Session) throws -> Reply

/// Finds the handler of a request.
///
/// - Throws: where the request is not allowed now, or its method is not supported.
func requestHandler(for request: Request, in session: Session) throws(ResponseError) -> RequestHandler {
  // A pipe sends its requests without waiting for the response to `initialize`.
  let needsNoInitialize =
    request.method == InitializeRequest.method
    || (session.configuration.framing == .ndjson && request.method.hasPrefix("sentiment/"))
  switch session.phase {
  case .uninitialized where !needsNoInitialize:
    throw ResponseError(.serverNotInitialized, "Send \"initialize\" before \"\(request.method)\".")
  case .shutDown: throw .invalidRequest("The server has shut down. Send \"exit\".")
  case .uninitialized, .running: break
  }
  guard let handler = requestHandlers[request.method] else {
    throw ResponseError(.methodNotFound, "The method \"\(request.method)\" is not supported.")
  }
  return handler
}

/// The handlers of requests, by method. The parameters of a request about one document also conform to
/// `DocumentRequestParameters`, at the end of this file.
private let requestHandlers: [String: RequestHandler] = [
  InitializeRequest.method: request(InitializeHandler.self),
  Method.shutdown: { _, session in ShutdownHandler.respond(in: &session) },
  HoverRequest.method: request(HoverHandler.self),
  DocumentHighlightRequest.method: request(DocumentHighlightHandler.self),
  SemanticTokensRequest.method: request(SemanticTokensHandler.self),
  SemanticTokensDeltaRequest.method: request(SemanticTokensDeltaHandler.self),
  SemanticTokensRangeRequest.method: request(SemanticTokensRangeHandler.self),
  DocumentSymbolRequest.method: request(DocumentSymbolHandler.self),
  WorkspaceSymbolRequest.method: request(WorkspaceSymbolHandler.self),
  InlayHintRequest.method: request(InlayHintHandler.self),
  CodeLensRequest.method: request(CodeLensHandler.self),
  CodeActionRequest.method: request(CodeActionHandler.self),
  DocumentDiagnosticRequest.method: request(DocumentDiagnosticHandler.self),
  WorkspaceDiagnosticRequest.method: request(WorkspaceDiagnosticHandler.self),
  ExecuteCommandRequest.method: request(ExecuteCommandHandler.self),
  ClassifyRequest.method: request(ClassifyHandler.self),
  ExplainRequest.method: request(ExplainHandler.self),
  Method.status: { _, session in .result(.object(StatusHandler.status(of: session))) },
]

/// The handlers of notifications, by method.
let notificationHandlers: [String: @Sendable (JSONValue?, inout Session) throws -> Void] = [
  Method.initialized: { _, session in InitializedHandler.handle(in: &session) },
  Method.exit: { _, session in session.exitCode = session.phase == .shutDown ? 0 : 1 },
  Method.cancelRequest: CancelRequestHandler.handle,
  SetTraceNotification.method: notification(SetTraceHandler.self),
  WorkDoneProgressCancelNotification.method: notification(WorkDoneProgressCancelHandler.self),
  DidOpenTextDocumentNotification.method: notification(DidOpenTextDocumentHandler.self),
  DidChangeTextDocumentNotification.method: DidChangeTextDocumentHandler.handle,
  DidCloseTextDocumentNotification.method: notification(DidCloseTextDocumentHandler.self),
  DidChangeConfigurationNotification.method: notification(DidChangeConfigurationHandler.self),
  DidChangeWorkspaceFoldersNotification.method: notification(DidChangeWorkspaceFoldersHandler.self),
  Method.didChangeWatchedFiles: { _, session in session.checkFiles() },
]

private func request<Handler: DocumentRequestHandler>(_ handler: Handler.Type) -> RequestHandler {
  return { params, session in session.respond(to: try decoded(params), with: handler) }
}

private func request<Handler: SessionRequestHandler>(_ handler: Handler.Type) -> RequestHandler {
  return { params, session in try handler.respond(to: try decoded(params), in: &session) }
}

private func notification<Handler: NotificationHandler>(
  _ handler: Handler.Type
) -> @Sendable (JSONValue?, inout Session) throws -> Void {
  return { params, session in try handler.handle(try decoded(params), in: &session) }
}

private func decoded<Parameters: MessageParameters>(_ params: JSONValue?) throws(ResponseError) -> Parameters {
  do {
    return try Parameters(params: params)
  } catch {
    throw ResponseError(.invalidParams, "Invalid parameters of \(Parameters.method): \(error)")
  }
}

extension HoverRequest: DocumentRequestParameters {}
extension DocumentHighlightRequest: DocumentRequestParameters {}
extension SemanticTokensRequest: DocumentRequestParameters {}
extension SemanticTokensDeltaRequest: DocumentRequestParameters {}
extension SemanticTokensRangeRequest: DocumentRequestParameters {}
extension DocumentSymbolRequest: DocumentRequestParameters {}
extension InlayHintRequest: DocumentRequestParameters {}
extension CodeLensRequest: DocumentRequestParameters {}
extension CodeActionRequest: DocumentRequestParameters {}
