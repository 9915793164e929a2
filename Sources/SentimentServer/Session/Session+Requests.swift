import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

// MARK: - Dispatch

extension Session {
  mutating func handle(_ request: Request) {
    guard pending[request.id] == nil else {
      let error = ResponseError.invalidRequest("The id of this request belongs to a pending one.")
      return client.respond(to: request.id, .failure(error))
    }
    do {
      switch try requestHandler(for: request, in: self)(request.params, &self) {
      case .result(let result): client.respond(to: request.id, .success(result))
      case .computed(let compute):
        let id = request.id
        worker.respond(client.connection) {
          .message(.response(Response(id: id, result: Result { try compute() }.mapError(responseError))))
        }
        client.logTrace("Answered \(id.json).")
      case .classify(let job):
        for model in job.models { try requireModel(model) }
        pending.add(request, .classifications)
        pending.classifications.add(job, for: request.id)
      case .command(let command):
        worker.run(command, for: request.id, pending.add(request, .command))
      case .wait(let wait):
        if case .counterfactual(_, let model) = wait { try requireModel(model) }
        pending.add(request, wait)
        try startWork(on: request.id, wait)
      }
    } catch {
      pending.remove(request.id)
      client.respond(to: request.id, .failure(responseError(error)))
    }
  }

  private mutating func startWork(on id: RequestID, _ wait: PendingRequests.Wait) throws(ResponseError) {
    switch wait {
    case .counterfactual(let text, let model): startCounterfactual(of: text, for: id, with: model)
    case .diagnostics(let uri, _): respondToDiagnosticRequests(for: uri, ifReported: true)
    case .workspaceDiagnostics(let parameters): try sweep(id, parameters)
    case .classifications, .command, .reviews: break
    }
  }

  mutating func handle(_ notification: Notification) {
    let isAlwaysHandled = [Method.exit, Method.cancelRequest].contains(notification.method)
    guard phase == .running || isAlwaysHandled else {
      return client.log(.debug, "Ignored \(notification.method), which is not allowed now.")
    }
    client.logTrace("Received \(notification.method).", verbose: notification.params?.serialized())
    guard let handler = notificationHandlers[notification.method] else {
      return client.log(.debug, "Ignored \(notification.method), which is not supported.")
    }
    do {
      try handler(notification.params, &self)
    } catch {
      client.log(.warning, "\(notification.method): \(responseError(error).message)")
    }
  }

  /// Has a document request answered from a snapshot, once the reviews that it requires are read.
  mutating func respond<Handler: DocumentRequestHandler>(
    to parameters: Handler.Parameters, with handler: Handler.Type
  ) -> Reply {
    let uri = ExactString(parameters.textDocument.uri)
    guard let document = documents[uri], document.isSynchronized else { return .result(.null) }
    guard document.isFound else { return .wait(.reviews(of: uri)) }
    let snapshot = DocumentSnapshot(document: document, client: client.capabilities, models: models.states)
    switch handler.requiredReviews(for: parameters, in: snapshot) {
    case .none: break
    case .all: guard isSettled(uri) else { return .wait(.reviews(of: uri)) }
    case .one(let index):
      documents.touch(uri)
      guard document.verdicts[index] != nil || isSettled(uri) else {
        documents.update(uri) { $0.urgentReview = index }
        batches.interruptBulk()
        return .wait(.reviews(of: uri))
      }
    }
    if let job = handler.classification(for: parameters, in: snapshot) { return .classify(job) }
    return .computed { try JSONValue(encoding: handler.respond(to: parameters, in: snapshot)) }
  }
}

// MARK: - Pending requests

extension Session {
  /// Responds to a pending request, unless it has its response already.
  mutating func finish(_ id: RequestID, _ result: Result<JSONValue, ResponseError>) {
    if pending.remove(id) != nil { client.respond(to: id, result) }
  }

  /// Responds to a request whose texts are classified.
  mutating func finish(_ id: RequestID, _ job: ClassificationJob) {
    let response = job.response
    if job.isShown, case .success(.string(let sentence)) = response { client.showResult(sentence) }
    finish(id, response)
  }

  /// Responds to a command and shows its outcome.
  mutating func finishCommand(_ outcome: Result<CommandOutcome, ResponseError>, for id: RequestID) {
    if case .success(let outcome) = outcome {
      if let message = outcome.message { client.showResult(message) }
      if let page = outcome.page { client.showPage(page) }
      if outcome.changesFiles { checkFiles() }
    }
    finish(id, outcome.map(\.result))
  }

  /// Cancels a request, unless it has its response already.
  mutating func cancel(_ id: RequestID) {
    guard pending.cancel(id) else { return }
    batches.cancelBatches(withoutRequestIn: pending.classifications)
    client.respond(to: id, .failure(.cancelled))
  }

  /// Handles the requests again that wait for reviews of a document.
  mutating func resumeRequests(for uri: ExactString) {
    let entries = pending.removeAll(waitingFor: uri) { if case .reviews = $0 { true } else { false } }
    for case let request? in entries.map(\.request) { handle(request) }
  }

  /// Has a model that is ready search for the words of the pending counterfactual requests.
  mutating func startCounterfactuals(with key: ModelKey) {
    for entry in pending.waiting(where: { $0.counterfactualModel == key }) {
      guard case .counterfactual(let text, _) = entry.wait else { continue }
      startCounterfactual(of: text, for: entry.id, with: key)
    }
  }

  private mutating func startCounterfactual(of text: String, for id: RequestID, with key: ModelKey) {
    guard let model = models[key]?.loaded, let cancellation = pending.start(id) else { return }
    worker.findCounterfactual(to: text, for: id, with: model, until: cancellation)
  }
}
