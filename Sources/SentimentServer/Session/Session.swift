import Dispatch
import Foundation
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis
import Tensors

/// Everything the server knows of its client. Only the message loop touches it.
struct Session {
  enum Phase {
    case uninitialized, running, shutDown
  }

  let configuration: ServerConfiguration
  let worker: Worker
  let connection: Connection

  var phase = Phase.uninitialized
  var client = ClientCapabilities()
  var encoding = PositionEncoding.utf16
  var trace = TraceValue.off
  var settings = EditorSettings()
  var projects: ProjectSettings
  /// The models in `.sentiment.json` files that the user was asked about.
  var askedAbout: Set<ModelRequest> = []
  /// Those of them that are still to be asked.
  var questions: [ModelRequest] = []

  var models: [ModelKey: ModelState] = [:]
  /// Other states of models' files than those loaded, seen once.
  var changedSignatures: [ModelKey: String] = [:]
  /// Counts what makes verdicts outdated: models that were loaded anew.
  var generation = 0

  /// Keyed by the client's exact words: URIs are not compared, only repeated.
  var documents: [ExactString: Document] = [:]
  /// The documents that are open, the one last touched last.
  var order: [ExactString] = []
  var editions = 0
  var verdicts = VerdictCache()
  var requests = RequestQueue()
  /// The batches that are being read, one a lane.
  var running: [ReadingLane: Batch] = [:]
  var pace = ReadingPace()
  /// What a request waits for.
  enum Awaited {
    case models
    case command
    case news(of: ExactString)
    case remarks(on: ExactString)
    case sweep
  }
  /// The requests that are not answered yet.
  var unanswered: [RequestID: Awaited] = [:]
  /// Those for the words without which a text would have another label: whose model is loading, and those looked for.
  var searches: [ModelKey: [(id: RequestID, text: String)]] = [:]
  var runningSearches: [RequestID: Cancellation] = [:]
  /// Those for the files of the open folders: being read, and held until there is a model.
  var sweeps: [RequestID: Cancellation] = [:]
  var heldSweeps: [Request] = []
  /// Until when they are held since nothing was new; nil where they are not.
  var sweepDue: DispatchTime?
  /// The models that such files need.
  var sweptModels: Set<ModelKey> = []
  let knownReports = WorkspaceSweep.KnownReports()
  /// Those about documents of which not all is known that they need.
  var postponed: [ExactString: [Request]] = [:]
  /// Those for the remarks on documents that are being read.
  var pulls: [ExactString: [(id: RequestID, previous: String?)]] = [:]
  var progress = Progress()

  /// The process whose end ends the server.
  var clientProcess: Int32?
  private var checkDue: DispatchTime
  private var mayReturnMemory = false
  private var inputEnded = false
  /// What the server has asked the client, and what is done with the answers.
  private var asked: [RequestID: @Sendable (Result<JSONValue, ResponseError>, inout Session) -> Void] = [:]
  private var askedCount: Int64 = 0
  /// Set when the server is to end.
  var exitCode: Int32?

  init(_ configuration: ServerConfiguration, worker: Worker, connection: Connection) {
    self.configuration = configuration
    self.worker = worker
    projects = ProjectSettings(permissions: configuration.permissions)
    self.connection = connection
    checkDue = .now() + configuration.checkInterval
    watch(process: configuration.clientProcess.map(Int.init))
  }

  mutating func handle(_ event: Event) {
    switch event {
    case .received(.message(.request(let request))):
      logTrace("Received \(request.method) (\(request.id.json)).", verbose: request.params?.serialized())
      handle(request)
    case .received(.message(.notification(let notification))): handle(notification)
    case .received(.message(.response(let response))): handle(response)
    case .received(.invalid(let invalid)):
      connection.send { .message(.response(Response(id: invalid.id, result: .failure(invalid.error.plain)))) }
      if invalid.mayBeNotification { DocumentHandler.loseTrackOfAll(in: &self) }
    case .received(.malformed(let reason)):
      log(.warning, reason)
      DocumentHandler.loseTrackOfAll(in: &self)
    case .received(.end): inputEnded = true
    case .found(let uri, let table, let edition): takeReviews(table, edition: edition, of: uri)
    case .rendered(let uri, let edition, let diagnostics):
      if documents[uri]?.edition == edition { documents[uri]?.rendered = diagnostics }
    case .loaded(let key, let result): takeModel(key, result)
    case .read(let outcome, let lane, let bytes, let nanoseconds): takeResults(outcome, lane, bytes, nanoseconds)
    case .carriedOut(let outcome, let id): finishCommand(outcome, for: id)
    case .swept(let id, let rest, let missing, let requests, let idleNanoseconds):
      finishSweep(id, rest, idleNanoseconds)
      askForPermission(requests)
      loadForSweeps(missing)
    case .terminated:
      log(.notice, "The server was asked to end.")
      exitCode = phase == .shutDown ? 0 : 1
    }
  }

  /// Ends the session where the input has ended and nothing is left to do.
  mutating func endAfterInput() {
    guard inputEnded else { return }
    switch configuration.framing {
    case .lsp: exitCode = exitCode ?? (phase == .shutDown ? 0 : 1)
    // Whoever pipes requests in wants their answers.
    case .ndjson: if unanswered.isEmpty { exitCode = exitCode ?? 0 }
    }
  }

  /// Whether the answers must reach the client, however slowly it reads: it piped requests in and has not gone away.
  var waitsForReader: Bool {
    inputEnded && configuration.framing == .ndjson && clientProcess.map(ProcessControl.isRunning) != false
  }

  /// Refuses what can no longer be answered, so that nothing stays without an answer.
  mutating func end() {
    for id in unanswered.keys {
      connection.send { .message(.response(Response(id: id, result: .failure(.cancelled)))) }
    }
  }
}

// MARK: - Sending

extension Session {
  func notify<Parameters: ServerMessage>(_ parameters: Parameters) {
    connection.send { .message(.notification(Notification(method: Parameters.method, params: encoded(parameters)))) }
  }

  mutating func reply(
    to id: RequestID, _ result: @autoclosure @escaping @Sendable () -> Result<JSONValue, ResponseError>
  ) {
    unanswered[id] = nil
    connection.send { .message(.response(Response(id: id, result: result().mapError(\.plain)))) }
    logTrace("Answered \(id.json).")
  }

  /// Asks the client for something. Clients may refuse, or never answer.
  mutating func ask(
    _ method: String, _ params: JSONValue?,
    then take: @escaping @Sendable (Result<JSONValue, ResponseError>, inout Session) -> Void = { _, _ in }
  ) {
    askedCount += 1
    let id = RequestID.integer(askedCount)
    asked[id] = take
    connection.send { .message(.request(Request(id: id, method: method, params: params))) }
  }

  mutating func ask<Parameters: ServerMessage>(
    _ parameters: Parameters,
    then take: @escaping @Sendable (Result<JSONValue, ResponseError>, inout Session) -> Void = { _, _ in }
  ) {
    ask(Parameters.method, encoded(parameters), then: take)
  }

  private mutating func handle(_ response: Response) {
    guard let id = response.id, let take = asked.removeValue(forKey: id) else {
      logger.debug("A response to no request came in.")
      return
    }
    take(response.result, &self)
  }

  /// Shows the user what was asked for.
  func show(_ sentence: String) { notify(ShowMessageNotification(type: .info, message: plainText(sentence))) }

  /// Has the user see a page, in a browser where the client opens one.
  mutating func showPage(_ file: URL) {
    guard client.window?.showDocument?.support == true else { return show("The report is in \(file.path).") }
    ask(ShowDocumentRequest(uri: file.absoluteString, external: true))
  }

  /// Tells the user.
  func tell(_ type: MessageType, _ sentence: String) {
    logger.log(level: type == .error ? .error : .warning, "\(sentence)")
    if phase == .running { notify(ShowMessageNotification(type: type, message: plainText(sentence))) }
  }
}

/// The parameters as JSON. What the server sends can always be written; null would be a bug's trace.
private func encoded(_ parameters: some ServerMessage) -> JSONValue? {
  do { return try JSONValue(encoding: parameters) } catch { return .null }
}

// MARK: - Logging

extension Session {
  var logger: Logger { configuration.logger }

  /// Logs here and, where it is more than a remark, with the client.
  func log(_ level: Logger.Level, _ message: String) {
    logger.log(level: level, "\(message)")
    guard phase == .running, level >= .info else { return }
    let type: MessageType = level >= .error ? .error : level >= .warning ? .warning : .info
    notify(LogMessageNotification(type: type, message: plainText(message)))
  }

  /// Tells a client that wants to follow the server's work what was done.
  func logTrace(_ message: String, verbose: @autoclosure () -> String? = nil) {
    guard trace != .off, phase == .running else { return }
    let verbose = trace == .verbose ? verbose() : nil
    notify(LogTraceNotification(message: plainText(message), verbose: verbose))
  }
}

// MARK: - Deadlines

extension Session {
  var nextDeadline: DispatchTime {
    var deadline = min(
      checkDue, progress.due ?? .distantFuture, settings.due ?? .distantFuture, sweepDue ?? .distantFuture)
    for document in documents.values where document.isWaiting { deadline = min(deadline, document.due) }
    return deadline
  }

  mutating func handleDeadlines(now: DispatchTime) {
    if let due = settings.due, due <= now { settleSettings() }
    if let due = sweepDue, due <= now {
      sweepDue = nil
      startHeldSweeps()
    }
    for (uri, document) in documents where document.isWaiting && document.due <= now { beginReading(uri) }
    updateProgress(now: now)
    guard checkDue <= now else { return }
    checkDue = now + configuration.checkInterval
    if let clientProcess, !ProcessControl.isRunning(clientProcess) {
      log(.notice, "The client's process \(clientProcess) is gone.")
      exitCode = 1
    }
    askQuestions()
    lookForChanges()
    if mayReturnMemory { worker.returnMemory() }
    mayReturnMemory = false
  }

  /// What a large document was received in, searched and told with is many times its size: it is given back at the next look
  /// at the time, when it is surely free.
  mutating func noteWork(on document: Document) {
    if document.text.bytes.count > 1 << 20 { mayReturnMemory = true }
  }

  /// Ends the server some seconds after the end of that process. Numbers that name no single process are passed over.
  mutating func watch(process: Int?) {
    guard let process, process > 0, let id = Int32(exactly: process) else { return }
    clientProcess = id
  }
}
