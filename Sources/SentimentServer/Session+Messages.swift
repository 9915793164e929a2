import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

/// What a request leads to.
enum Reply {
  case result(JSONValue)
  /// The answer that follows once the model has read these texts, explained by the method where there is one.
  case work([String], urgency: Job.Urgency, method: ExplanationMethod?, answer: Answer)

  typealias Answer = @Sendable (_ results: [ExactString: Classification]) throws -> JSONValue
}

/// What is done with a request or a notification, by its method.
private let requestHandlers: [String: @Sendable (JSONValue?, inout Session) throws -> Reply] = [
  InitializeRequest.method: reading(InitializeHandler.respond),
  ShutdownRequest.method: { _, session in LifecycleHandler.shutDown(&session) },
  HoverRequest.method: reading(HoverHandler.respond),
  ClassifyRequest.method: reading(ClassifyHandler.respond),
  ExplainRequest.method: reading(ExplainHandler.respond),
  StatusRequest.method: { _, session in StatusHandler.respond(in: &session) },
]

private let notificationHandlers: [String: @Sendable (JSONValue?, inout Session) throws -> Void] = [
  InitializedNotification.method: { _, session in session.loadModel() },
  ExitNotification.method: { _, session in LifecycleHandler.exit(&session) },
  CancelNotification.method: LifecycleHandler.cancel,
  SetTraceNotification.method: { _, _ in },
  DidOpenTextDocumentNotification.method: reading(DocumentHandler.open),
  DidChangeTextDocumentNotification.method: DocumentHandler.change,
  DidCloseTextDocumentNotification.method: reading(DocumentHandler.close),
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
    do {
      switch try handler(for: request)(request.params, &self) {
      case .result(let result): reply(to: request.id, .success(result))
      case .work(let texts, let urgency, let method, let answer):
        if case .failed(let failure) = model { throw ResponseError(.requestFailed, failure.reason) }
        jobs.add(Job(.request(request.id), texts, urgency: urgency, method: method, then: .answer(answer)))
        loadModel()
      }
    } catch {
      reply(to: request.id, .failure(responseError(error)))
    }
  }

  func responseError(_ error: any Error) -> ResponseError {
    error as? ResponseError ?? ResponseError(.internalError, "\(error)")
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
    guard !jobs.contains(.request(request.id)) else {
      throw .invalidRequest("The id of this request is in use by one that is not answered yet.")
    }
    guard let handler = requestHandlers[request.method] else {
      throw ResponseError(.methodNotFound, "There is no request \"\(request.method)\".")
    }
    return handler
  }

  mutating func handle(_ notification: Notification) {
    let isAlwaysTaken = [ExitNotification.method, CancelNotification.method].contains(notification.method)
    guard phase == .running || isAlwaysTaken else {
      logger.debug("Passed over \(notification.method), which has no place here.")
      return
    }
    guard let handler = notificationHandlers[notification.method] else {
      logger.debug("Passed over \(notification.method), which is not known.")
      return
    }
    do {
      try handler(notification.params, &self)
    } catch {
      logger.warning("\(notification.method): \(responseError(error).message)")
    }
  }
}
