import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis
import Tensors

/// The state of a server and its client. Only the message loop changes it; all other work gets snapshots.
struct Session {
  enum Phase {
    case uninitialized, running, shutDown
  }

  let configuration: ServerConfiguration
  let worker: Worker
  var client: Client
  var phase = Phase.uninitialized
  var settings: SettingsStore
  var models = ModelStore()
  var documents = DocumentStore()
  /// The number of documents whose reviews the worker is finding.
  var searchCount = 0
  var pending = PendingRequests()
  var batches: BatchScheduler
  var progress = Progress()
  var sweeps = SweepSchedule()
  var checks: PeriodicChecks
  /// Set when the server is to end.
  var exitCode: Int32?

  init(_ configuration: ServerConfiguration, worker: Worker, connection: Connection) {
    self.configuration = configuration
    self.worker = worker
    client = Client(connection, configuration.logger, process: configuration.clientProcess)
    settings = SettingsStore(configuration)
    batches = BatchScheduler(byteLimits: configuration.batchBytes)
    checks = PeriodicChecks(due: .now() + configuration.checkInterval)
  }

  mutating func handle(_ event: Event) {
    switch event {
    case .received(.message(.request(let request))):
      client.logTrace("Received \(request.method) (\(request.id.json)).", verbose: request.params?.serialized())
      handle(request)
    case .received(.message(.notification(let notification))): handle(notification)
    case .received(.message(.response(let response))):
      guard let handle = client.takeHandler(of: response) else {
        return client.log(.debug, "Ignored a response without a request.")
      }
      handle(response.result, &self)
    case .received(.invalid(let invalid)):
      client.respond(to: invalid.id, .failure(invalid.error))
      if invalid.mayBeNotification { DidChangeTextDocumentHandler.loseSynchronizationOfAll(in: &self) }
    case .received(.malformed(let reason)):
      client.log(.warning, reason)
      DidChangeTextDocumentHandler.loseSynchronizationOfAll(in: &self)
    case .received(.end): client.hasClosedInput = true
    case .found(let uri, let table, let edition): store(table, edition: edition, for: uri)
    case .foundProblems(let problems):
      for problem in settings.editor.newProblems(in: problems) { client.showProblem(.warning, problem) }
    case .rendered(let uri, let edition, let diagnostics):
      documents.update(uri) { if $0.edition == edition { $0.rendered = diagnostics } }
    case .loaded(let key, let result): store(result, for: key)
    case .read(let outcome, let lane, let bytes, let nanoseconds):
      guard let batch = batches.finish(lane, bytes: bytes, nanoseconds: nanoseconds) else { return }
      store(outcome, of: batch)
    case .finishedCommand(let outcome, let id, let cancellation):
      if !cancellation.isCancelled { finishCommand(outcome, for: id) }
    case .swept(let sweep, let reports, let missing, let idleNanoseconds):
      finish(sweep, reports, idleNanoseconds)
      settings.queueQuestions(missing.permissions)
      for problem in sweeps.newProblems(in: missing.problems) { client.log(.warning, problem) }
      loadForWorkspace(missing.models)
    case .terminated:
      client.log(.notice, "The process was asked to end.")
      exitCode = phase == .shutDown ? 0 : 1
    }
  }

  /// Ends the session where the input has ended and no request of a pipe is pending.
  mutating func endAfterInput() {
    guard client.hasClosedInput, exitCode == nil else { return }
    switch configuration.framing {
    case .lsp: exitCode = phase == .shutDown ? 0 : 1
    case .ndjson: if pending.isEmpty { exitCode = 0 }
    }
  }

  /// Cancels the pending requests, so that each has a response.
  mutating func end() {
    for id in pending.ids { client.respond(to: id, .failure(.cancelled)) }
  }
}

// MARK: - Deadlines

extension Session {
  var nextDeadline: DispatchTime {
    [checks.due, progress.due, settings.due, sweeps.due, documents.nextDue].compactMap(\.self).min() ?? .distantFuture
  }

  mutating func handleDeadlines(now: DispatchTime) {
    if let due = settings.due, due <= now { useSettings() }
    if let due = sweeps.due, due <= now {
      sweeps.due = nil
      startWaitingSweeps()
    }
    while let due = documents.nextDue, due <= now, let uri = documents.first(in: .waiting) { beginReading(uri) }
    updateProgress(now: now)
    guard checks.due <= now else { return }
    checks.due = now + configuration.checkInterval
    if let process = client.process, !ProcessControl.isRunning(process) {
      client.log(.notice, "The client's process \(process) has ended.")
      exitCode = 1
    }
    if phase == .running {
      for request in settings.takeQuestions() { PermissionHandler.ask(request, in: &self) }
    }
    checkFiles()
    if checks.returnsMemory { worker.returnMemory() }
    checks.returnsMemory = false
  }

  /// The reviews that are queued or being read, and the number of documents with queued ones.
  var unread: (reviews: Int, documents: Int) {
    (documents.totals.activeReviews + batches.readingCount, documents.totals.activeDocuments)
  }

  mutating func updateProgress(now: DispatchTime) {
    let unread = phase == .running ? unread : (reviews: 0, documents: 0)
    progress.update(unread, now: now, delay: configuration.progressDelay, &client)
  }
}
