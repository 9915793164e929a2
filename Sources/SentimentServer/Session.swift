import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

/// Everything the server knows of its client. Only the message loop touches it.
struct Session {
  enum Phase {
    case uninitialized, running, shutDown
  }

  enum ModelState {
    case unloaded, loading
    case ready(LoadedModel)
    case failed(LoadingFailure)
  }

  let configuration: ServerConfiguration
  let worker: Worker
  private let send: (Message) -> Void

  var phase = Phase.uninitialized
  var encoding = PositionEncoding.utf16
  var hoverFormat = MarkupContent.Kind.plaintext
  var settings = Settings()
  var model = ModelState.unloaded
  var jobs = JobQueue()
  var cache = ClassificationCache()

  /// Keyed by the client's exact words: URIs are not compared, only repeated.
  var documents: [ExactString: Document] = [:]
  var lastEdited: ExactString?
  /// When the documents that were edited just now are due to be read.
  var analysisDue: [ExactString: DispatchTime] = [:]

  /// The process whose end ends the server.
  var clientProcess: Int32? {
    didSet { processCheckDue = clientProcess.map { _ in .now() + configuration.processCheckInterval } }
  }
  private var processCheckDue: DispatchTime?
  private var inputEnded = false
  /// Set when the server is to end.
  var exitCode: Int32?

  var logger: Logger { configuration.logger }

  init(_ configuration: ServerConfiguration, worker: Worker, send: @escaping (Message) -> Void) {
    self.configuration = configuration
    self.worker = worker
    self.send = send
    watch(process: configuration.clientProcess.map(Int.init))
  }

  mutating func handle(_ event: Event) {
    switch event {
    case .received(.message(.request(let request))): handle(request)
    case .received(.message(.notification(let notification))): handle(notification)
    case .received(.message(.response)): logger.debug("A response to no request came in.")
    case .received(.invalid(let invalid)):
      send(.response(invalid.response))
      if invalid.error.code == .parseError { DocumentHandler.loseTrackOfAll(in: &self) }
    case .received(.malformed(let reason)):
      logger.warning("\(reason)")
      DocumentHandler.loseTrackOfAll(in: &self)
    case .received(.end): inputEnded = true
    case .loaded(let result): takeModel(result)
    case .classified(let results): takeResults(results)
    }
  }

  /// Ends the session where the input has ended and nothing is left to do.
  mutating func endAfterInput() {
    guard inputEnded else { return }
    switch configuration.framing {
    case .lsp: exitCode = exitCode ?? (phase == .shutDown ? 0 : 1)
    // Whoever pipes requests in wants their answers.
    case .ndjson: if !jobs.hasRequests { exitCode = exitCode ?? 0 }
    }
  }

  /// Whether the answers must reach the client, however slowly it reads: it piped requests in and has not gone away.
  var waitsForReader: Bool {
    inputEnded && configuration.framing == .ndjson && clientProcess.map(ProcessControl.isRunning) != false
  }

  /// Refuses what can no longer be answered, so that nothing stays without an answer.
  mutating func end() {
    for id in jobs.requests { cancel(id) }
  }
}

// MARK: - Sending

extension Session {
  func notify<Parameters: ServerNotification>(_ parameters: Parameters) {
    do {
      send(.notification(Notification(method: Parameters.method, params: try JSONValue(encoding: parameters))))
    } catch {
      logger.error("Could not write \(Parameters.method): \(error)")
    }
  }

  func reply(to id: RequestID, _ result: Result<JSONValue, ResponseError>) {
    send(.response(Response(id: id, result: result)))
  }

  /// Answers that a request was taken back; does nothing where it was answered before.
  mutating func cancel(_ id: RequestID) {
    guard jobs.remove(.request(id)) != nil else { return }
    reply(to: id, .failure(ResponseError(.requestCancelled, "The request was cancelled.")))
  }
}

// MARK: - Deadlines

extension Session {
  var nextDeadline: DispatchTime {
    (Array(analysisDue.values) + [processCheckDue ?? .distantFuture]).min() ?? .distantFuture
  }

  mutating func handleDeadlines(now: DispatchTime) {
    for (uri, due) in analysisDue where due <= now { analyze(uri) }
    if let clientProcess, let processCheckDue, processCheckDue <= now {
      if ProcessControl.isRunning(clientProcess) {
        self.processCheckDue = now + configuration.processCheckInterval
      } else {
        logger.notice("The client's process \(clientProcess) is gone.")
        exitCode = 1
      }
    }
  }

  /// Ends the server some seconds after the end of that process. Numbers that name no single process are passed over.
  mutating func watch(process: Int?) {
    guard let process, process > 0, let id = Int32(exactly: process) else { return }
    clientProcess = id
  }
}
