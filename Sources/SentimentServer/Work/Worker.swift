import Dispatch
import Files
import JSON
import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Tensors

/// The threads for work that takes time: finding reviews, loading and running models, making responses. Results come back as
/// events of the message loop.
struct Worker: Sendable {
  /// Loads the models, and runs them one pass at a time.
  private let models = DispatchQueue(label: "sentiment.model")
  private let longTexts = DispatchQueue(label: "sentiment.long")
  private let searches = DispatchQueue(label: "sentiment.reviews")
  private let sweeps = DispatchQueue(label: "sentiment.workspace")
  private let counterfactuals = DispatchQueue(label: "sentiment.counterfactual")
  private let commands = DispatchQueue(label: "sentiment.commands")
  /// Renders diagnostics and hands them to the connection.
  private let diagnostics = SupersedingQueue(label: "sentiment.diagnostics")
  /// Makes other responses.
  private let responses = SupersedingQueue(label: "sentiment.responses")
  private let unreadResponses: DispatchSemaphore
  private let send: @Sendable (sending Event) -> Void

  private static let unreadResponseLimit = 8

  /// - Parameter send: hands an event to the message loop.
  init(send: @escaping @Sendable (sending Event) -> Void) {
    self.send = send
    // Counted up from zero: Dispatch traps when a semaphore is freed below its initial value.
    unreadResponses = DispatchSemaphore(value: 0)
    for _ in 0..<Self.unreadResponseLimit { unreadResponses.signal() }
  }

  func load(_ key: ModelKey, _ load: @escaping @Sendable (ModelKey) throws -> LoadedModel) {
    models.async { [send] in
      send(.loaded(key, Result { try load(key) }.mapError { LoadingFailure(reason: "\($0)") }))
    }
  }

  /// Finds the reviews of a document.
  func findReviews(_ uri: ExactString, _ source: ReadingSource, edition: Int, state: [Int]) {
    searches.async { [send] in
      send(.found(uri, ReviewTable(of: source, state: state, atMost: Document.maximumBytes), edition: edition))
    }
  }

  /// Finds the problems in the editor's settings. Documents do not report its invalid patterns again.
  func findProblems(in settings: EditorSettings, _ patterns: IgnorePatterns) {
    searches.async { [send] in
      patterns.dropInvalid(settings.ignorePatterns)
      send(.foundProblems(settings.allProblems()))
    }
  }

  /// Reads texts. A long text occupies the models only during its pass, which takes no longer than that of any other batch.
  func read(_ batch: Batch, with model: LoadedModel) {
    let queue = batch.lane == .long ? longTexts : models
    queue.async { [send, models] in
      let start = DispatchTime.now()
      let texts = batch.texts()
      let context =
        batch.lane == .long
        ? model.context(batch.cancellation, turn: { models.sync(execute: $0) }) : model.context(batch.cancellation)
      let results = model.classify(texts, batch.options, context)
      let outcome: Batch.Outcome
      switch batch.source {
      case .requests: outcome = .classifications(results)
      case .document(let reviews):
        outcome = .verdicts(
          zip(texts, results).map { text, result in
            result.map { Verdict($0, of: text, uncertainBelow: reviews.uncertainBelow) }
          })
      }
      let bytes = texts.reduce(0) { $0 + $1.utf8.count }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      send(.read(outcome, batch.lane, bytes: bytes, nanoseconds: nanoseconds))
    }
  }

  /// Reads the files of the open folders. A client that takes partial results gets each file's diagnostics at once.
  func read(_ sweep: WorkspaceSweep, _ connection: Connection) {
    sweeps.async { [send, models] in
      let start = DispatchTime.now()
      var reports: [DocumentDiagnosticReport] = []
      var ranModels = false
      let missing = sweep.run { model, texts in
        ranModels = true
        return model.classify(
          texts, .findings, model.context(sweep.cancellation, turn: { models.sync(execute: $0) }))
      } report: { report in
        guard let token = sweep.token else { return reports.append(report) }
        let part = PartialResultNotification(token: token, value: WorkspaceDiagnosticReport([report])).text
        connection.send { .notification(method: PartialResultNotification.method, params: part) }
      }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      send(.swept(sweep, reports, missing, idleNanoseconds: ranModels ? nil : nanoseconds))
    }
  }

  /// Searches for the words that the label of a text depends on. Other work gets the models between two passes.
  func findCounterfactual(
    to text: String, for id: RequestID, with model: LoadedModel, until cancellation: Cancellation
  ) {
    counterfactuals.async { [send, models] in
      let found = model.counterfactual(
        text, model.context(cancellation, turn: { models.sync(execute: $0) }))
      let sentence = found?.sentence(of: text) ?? Counterfactual.notFound
      let outcome = CommandOutcome(result: .string(sentence), message: sentence)
      send(.finishedCommand(.success(outcome), for: id, cancellation))
    }
  }

  /// Runs a command that reads or writes files, or goes through a whole document.
  func run(
    _ command: @escaping @Sendable () throws -> CommandOutcome, for id: RequestID, _ cancellation: Cancellation
  ) {
    commands.async { [send] in
      send(.finishedCommand(Result { try command() }.mapError(responseError), for: id, cancellation))
    }
  }

  /// Renders the diagnostics of the reviews read so far, before the others are read.
  func render(_ uri: ExactString, _ document: Document, withRelated related: Bool) {
    diagnostics.async { [send] in
      send(.rendered(uri, edition: document.edition, RenderedDiagnostics(document, withRelated: related)))
    }
  }

  /// Returns freed memory to the system.
  func returnMemory() {
    searches.async { ProcessMemory.returnFreed() }
  }

  /// Makes a response and hands it to the connection. Waits while the client has too many responses to read.
  ///
  /// - Parameter hasDiagnostics: whether it must follow the diagnostics that were requested before.
  func respond(
    _ connection: Connection, hasDiagnostics: Bool = false, _ make: @escaping @Sendable () -> Connection.Outgoing
  ) {
    (hasDiagnostics ? diagnostics : responses).async { [unreadResponses] in
      unreadResponses.wait()
      let response = make()
      connection.send {
        unreadResponses.signal()
        return response
      }
    }
  }

  /// Makes diagnostics and hands them to the connection. They replace those of the same name that are not sent yet.
  func publish(_ name: [UInt8], _ connection: Connection, _ make: @escaping @Sendable () -> Connection.Outgoing) {
    diagnostics.async(replacing: name) {
      let notification = make()
      connection.send(replacing: name) { notification }
    }
  }

  /// Waits until all responses and diagnostics are written.
  func flush(_ connection: Connection, while isWorthWaiting: () -> Bool) {
    connection.flush(behind: [diagnostics, responses], while: isWorthWaiting)
  }
}
