import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis
import Tensors

/// What a request leads to.
enum Reply {
  /// The answer.
  case result(JSONValue)
  /// An answer that takes a while to make and is made beside the message loop.
  case made(@Sendable () throws -> JSONValue)
  /// A command that is carried out beside the message loop.
  case command(@Sendable () throws -> CommandOutcome)
  /// The answer that follows once models have read these texts, explained by the method where there is one.
  case work([String], method: ExplanationMethod?, answer: RequestJob.Answer)
  /// The same for what the user asked of a text of a document, which its model reads; the answer is shown, too.
  case shownWork(String, of: ExactString, method: ExplanationMethod, answer: RequestJob.Answer)
  /// The words without which this text of a document would have another label follow, and are shown.
  case counterfactual(String, of: ExactString)
  /// The request is to be handled again once more is known of the document.
  case wait(ExactString)
  /// The remarks on files that are not open, which follow as they are read.
  case sweep(WorkspaceDiagnosticRequest)
  /// The remarks on a document, which follow once it is read.
  case pull(ExactString, previous: String?)
}

/// What is done with a request or a notification, by its method.
private let requestHandlers: [String: @Sendable (JSONValue?, inout Session) throws -> Reply] = [
  InitializeRequest.method: reading(InitializeHandler.respond),
  Method.shutdown: { _, session in LifecycleHandler.shutDown(&session) },
  HoverRequest.method: reading(HoverHandler.respond),
  DocumentHighlightRequest.method: reading(PhraseHandler.highlights),
  SemanticTokensRequest.method: reading(PhraseHandler.tokens),
  SemanticTokensDeltaRequest.method: reading(PhraseHandler.tokenChanges),
  SemanticTokensRangeRequest.method: reading(PhraseHandler.tokensOfPart),
  DocumentSymbolRequest.method: reading(SymbolHandler.outline),
  WorkspaceSymbolRequest.method: reading(SymbolHandler.search),
  InlayHintRequest.method: reading(OverlayHandler.hints),
  CodeLensRequest.method: reading(OverlayHandler.lenses),
  CodeActionRequest.method: reading(CodeActionHandler.respond),
  DocumentDiagnosticRequest.method: reading { (request: DocumentDiagnosticRequest, _) in
    .pull(ExactString(request.textDocument.uri), previous: request.previousResultId)
  },
  WorkspaceDiagnosticRequest.method: reading { (request: WorkspaceDiagnosticRequest, _) in .sweep(request) },
  ExecuteCommandRequest.method: reading(CommandHandler.respond),
  ClassifyRequest.method: reading(ClassifyHandler.classify),
  ExplainRequest.method: reading(ClassifyHandler.explain),
  Method.status: { _, session in .result(.object(StatusHandler.status(of: session))) },
]

private let notificationHandlers: [String: @Sendable (JSONValue?, inout Session) throws -> Void] = [
  Method.initialized: { _, session in InitializeHandler.finish(&session) },
  Method.exit: { _, session in LifecycleHandler.exit(&session) },
  Method.cancelRequest: LifecycleHandler.cancel,
  SetTraceNotification.method: reading(LifecycleHandler.setTrace),
  WorkDoneProgressCancelNotification.method: reading(LifecycleHandler.stopWork),
  DidOpenTextDocumentNotification.method: reading(DocumentHandler.open),
  DidChangeTextDocumentNotification.method: DocumentHandler.change,
  DidCloseTextDocumentNotification.method: reading(DocumentHandler.close),
  DidChangeConfigurationNotification.method: reading(SettingsHandler.changeConfiguration),
  DidChangeWorkspaceFoldersNotification.method: reading(SettingsHandler.changeFolders),
  Method.didChangeWatchedFiles: { _, session in session.lookForChanges() },
]

/// Makes a handler of a function that takes the parameters as a type.
private func reading<Parameters: MessageParameters, Outcome>(
  _ body: @escaping @Sendable (Parameters, inout Session) throws -> Outcome
) -> @Sendable (JSONValue?, inout Session) throws -> Outcome {
  return { params, session in
    let parameters: Parameters
    do {
      parameters = try Parameters(params: params)
    } catch {
      throw ResponseError(.invalidParams, "Cannot read the parameters of \(Parameters.method): \(error)")
    }
    return try body(parameters, &session)
  }
}

extension Session {
  mutating func handle(_ request: Request) {
    guard unanswered[request.id] == nil else {
      let error = ResponseError.invalidRequest("The id of this request is in use by one that is not answered yet.")
      return connection.send { .message(.response(Response(id: request.id, result: .failure(error)))) }
    }
    do {
      switch try handler(for: request)(request.params, &self) {
      case .result(let result): reply(to: request.id, .success(result))
      case .made(let make):
        let id = request.id
        worker.answer(connection) {
          .message(.response(Response(id: id, result: Result { try make() }.mapError(responseError))))
        }
        logTrace("Answered \(id.json).")
      case .command(let command):
        unanswered[request.id] = .command
        worker.carryOut(command, for: request.id)
      case .work(let texts, let method, let answer):
        let settings = settings.forNoFile(configuration)
        let keys = texts.map { (ExactString($0), ModelKey(settings, for: $0)) }
        try add(RequestJob(request.id, keys, method: method, isShown: false, answer: answer))
      case .shownWork(let text, let uri, let method, let answer):
        let key = ModelKey(settings(ofURI: uri.value), for: text)
        try add(RequestJob(request.id, [(ExactString(text), key)], method: method, isShown: true, answer: answer))
      case .counterfactual(let text, let uri):
        let key = ModelKey(settings(ofURI: uri.value), for: text)
        try requireModel(key)
        unanswered[request.id] = .models
        searches[key, default: []].append((request.id, text))
        startSearches(with: key)
      case .sweep(let parameters): try sweep(request, parameters)
      case .wait(let uri):
        unanswered[request.id] = .news(of: uri)
        postponed[uri, default: []].append(request)
      case .pull(let uri, let previous):
        unanswered[request.id] = .remarks(on: uri)
        pulls[uri, default: []].append((request.id, previous))
        answerPulls(of: uri, ifRead: true)
      }
    } catch {
      reply(to: request.id, .failure(responseError(error)))
    }
  }

  private mutating func add(_ job: RequestJob) throws(ResponseError) {
    for model in job.models { try requireModel(model) }
    unanswered[job.id] = .models
    requests.add(job)
  }

  /// Has a model loaded that a request needs.
  private mutating func requireModel(_ key: ModelKey) throws(ResponseError) {
    if case .failed(let failure, _) = models[key] { throw ResponseError(.requestFailed, failure.reason) }
    loadModel(key)
  }

  /// The handler, where a request may be made now.
  private func handler(
    for request: Request
  ) throws(ResponseError) -> @Sendable (JSONValue?, inout Session) throws -> Reply {
    // In a pipe there is nobody to wait for the answer to `initialize`.
    let needsNoInitialize =
      request.method == InitializeRequest.method
      || (configuration.framing == .ndjson && request.method.hasPrefix("sentiment/"))
    switch phase {
    case .uninitialized where !needsNoInitialize:
      throw ResponseError(.serverNotInitialized, "Send \"initialize\" before \"\(request.method)\".")
    case .shutDown: throw .invalidRequest("The server has shut down; only \"exit\" is left.")
    case .uninitialized, .running: break
    }
    guard let handler = requestHandlers[request.method] else {
      throw ResponseError(.methodNotFound, "There is no request \"\(request.method)\".")
    }
    return handler
  }

  mutating func handle(_ notification: Notification) {
    let isAlwaysTaken = [Method.exit, Method.cancelRequest].contains(notification.method)
    guard phase == .running || isAlwaysTaken else {
      logger.debug("Passed over \(notification.method), which has no place here.")
      return
    }
    logTrace("Received \(notification.method).", verbose: notification.params?.serialized())
    guard let handler = notificationHandlers[notification.method] else {
      logger.debug("Passed over \(notification.method), which is not known.")
      return
    }
    do {
      try handler(notification.params, &self)
    } catch {
      log(.warning, "\(notification.method): \(responseError(error).message)")
    }
  }
}

// MARK: - Requests that wait

extension Session {
  /// Answers that a request was taken back; does nothing where it was answered before.
  mutating func cancel(_ id: RequestID) {
    switch unanswered[id] {
    case nil: return
    case .news(let uri): postponed[uri]?.removeAll { $0.id == id }
    case .remarks(let uri): pulls[uri]?.removeAll { $0.id == id }
    case .sweep: stopSweep(id)
    case .command: break
    case .models:
      _ = requests.remove(id)
      for key in searches.keys { searches[key]?.removeAll { $0.id == id } }
      runningSearches.removeValue(forKey: id)?.cancel()
      for batch in running.values {
        if case .requests(let asked) = batch.purpose, asked.ids.allSatisfy({ !requests.contains($0) }) {
          batch.stop.cancel()
        }
      }
    }
    reply(to: id, .failure(.cancelled))
  }

  /// Whether nothing more will be read of a document until something changes.
  func isSettled(_ uri: ExactString) -> Bool {
    guard let document = documents[uri], document.isSynchronized else { return true }
    guard document.isFound else { return false }
    return document.isStopped || document.unreadCount == 0 && !isBeingRead(document)
  }

  /// The answer to a request for what a document has once it is read; null where it is not open.
  func whenRead(
    _ uri: ExactString, _ answer: @escaping @Sendable (Document) throws -> some Encodable & Sendable
  ) -> Reply {
    guard let document = documents[uri], document.isSynchronized else { return .result(.null) }
    return isSettled(uri) ? .made { try JSONValue(encoding: try answer(document)) } : .wait(uri)
  }

  /// Handles the requests again that waited for news of a document.
  mutating func resume(_ uri: ExactString) {
    for request in postponed.removeValue(forKey: uri) ?? [] {
      unanswered[request.id] = nil
      handle(request)
    }
  }
}

extension ResponseError {
  static let cancelled = ResponseError(.requestCancelled, "The request was cancelled.")
}

func responseError(_ error: any Error) -> ResponseError {
  (error as? ResponseError ?? ResponseError(.internalError, "\(error)")).plain
}
