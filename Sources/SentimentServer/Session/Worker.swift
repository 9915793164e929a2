import Dispatch
import Files
import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis
import Synchronization

/// The threads that take time: one loads models and runs them, one finds reviews, one writes remarks as JSON. What they found
/// out becomes an event of the message loop.
struct Worker: Sendable {
  private let models = DispatchQueue(label: "sentiment.model")
  private let longTexts = DispatchQueue(label: "sentiment.long")
  private let searches = DispatchQueue(label: "sentiment.reviews")
  private let sweeps = DispatchQueue(label: "sentiment.workspace")
  private let counterfactuals = DispatchQueue(label: "sentiment.counterfactual")
  private let commands = DispatchQueue(label: "sentiment.commands")
  /// Where diagnostics are rendered and handed to the connection.
  private let diagnostics = SupersedingQueue(label: "sentiment.diagnostics")
  /// Where other answers are made that take a while.
  private let answers = SupersedingQueue(label: "sentiment.answers")
  private let unreadAnswers: DispatchSemaphore
  private let report: @Sendable (sending Event) -> Void

  private static let mostUnreadAnswers = 8

  init(report: @escaping @Sendable (sending Event) -> Void) {
    self.report = report
    // Counted up from zero: Dispatch insists that a semaphore ends at no less than it began with.
    unreadAnswers = DispatchSemaphore(value: 0)
    for _ in 0..<Self.mostUnreadAnswers { unreadAnswers.signal() }
  }

  func load(_ key: ModelKey, _ load: @escaping @Sendable (ModelKey) throws -> LoadedModel) {
    models.async { [report] in
      do {
        report(.loaded(key, .success(try load(key))))
      } catch {
        report(.loaded(key, .failure(LoadingFailure(reason: "\(error)"))))
      }
    }
  }

  /// Finds the reviews of a document.
  func find(_ uri: ExactString, _ source: ReadingSource, edition: Int, state: [Int]) {
    searches.async { [report] in
      report(.found(uri, ReviewTable(of: source, state: state, atMost: Document.mostBytes), edition: edition))
    }
  }

  /// Reads the files of the open folders, telling of each as it is read where the client wants that.
  func sweep(_ sweep: WorkspaceSweep, _ connection: Connection) {
    sweeps.async { [report, models] in
      let start = DispatchTime.now()
      var rest: [DocumentDiagnosticReport] = []
      var isNew = false
      let (missing, requests) = sweep.run { model, texts in
        isNew = true
        let options = SentimentModel.Options(method: .quick)
        return model.classify(texts, options, { sweep.stop.isSet }, { models.sync(execute: $0) })
      } give: { found in
        guard let token = sweep.token else { return rest.append(found) }
        let part = PartialResultNotification(token: token, value: WorkspaceDiagnosticReport([found])).text
        connection.send { .notification(method: PartialResultNotification.method, params: part) }
      }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      report(.swept(sweep.id, rest, missing: missing, requests, idleNanoseconds: isNew ? nil : nanoseconds))
    }
  }

  /// Looks for the words without which a text would have another label, and lets others have the models between two tries.
  func findCounterfactual(to text: String, for id: RequestID, with model: LoadedModel, until stop: StopFlag) {
    counterfactuals.async { [report, models] in
      let found = model.counterfactual(text, { stop.isSet }, { models.sync(execute: $0) })
      let sentence = found?.sentence(of: text) ?? Counterfactual.none(label: "what it is")
      report(.carriedOut(.success(CommandOutcome(result: .string(sentence), message: sentence)), for: id))
    }
  }

  /// Carries out a command that reads or writes files, or goes through a whole document.
  func carryOut(_ command: @escaping @Sendable () throws -> CommandOutcome, for id: RequestID) {
    commands.async { [report] in
      report(.carriedOut(Result { try command() }.mapError(responseError), for: id))
    }
  }

  /// Gives memory back to the system that is no longer used.
  func returnMemory() {
    searches.async { ProcessMemory.returnFreed() }
  }

  /// Makes an answer and hands it to the connection. Only so many are made that the client has not read.
  ///
  /// - Parameter hasDiagnostics: whether it comes behind the diagnostics that were asked for before.
  func answer(
    _ connection: Connection, hasDiagnostics: Bool = false, _ make: @escaping @Sendable () -> Connection.Outgoing
  ) {
    (hasDiagnostics ? diagnostics : answers).async { [unreadAnswers] in
      unreadAnswers.wait()
      let answer = make()
      connection.send {
        unreadAnswers.signal()
        return answer
      }
    }
  }

  /// Makes diagnostics and hands them to the connection; those of one name that still wait give way to newer ones.
  func publish(_ name: [UInt8], _ connection: Connection, _ make: @escaping @Sendable () -> Connection.Outgoing) {
    diagnostics.async(replacing: name) {
      let news = make()
      connection.send(replacing: name) { news }
    }
  }

  /// Waits until everything is written that was asked for.
  func flush(_ connection: Connection, while isWorthWaiting: () -> Bool) {
    connection.flush(behind: [diagnostics, answers], while: isWorthWaiting)
  }

  /// Renders the remarks on what is read of a document before the rest is.
  func render(_ uri: ExactString, _ document: Document, withRelated related: Bool) {
    diagnostics.async { [report] in
      report(.rendered(uri, edition: document.edition, RenderedDiagnostics(document, withRelated: related)))
    }
  }

  /// Reads texts; the batch's flag ends that early, with nil for those not done. A long text takes the models only for its
  /// pass, which is as short as any other.
  func read(_ batch: Batch, with model: LoadedModel) {
    let queue = batch.lane == .long ? longTexts : models
    queue.async { [report, models] in
      let start = DispatchTime.now()
      let options = batch.method.map(SentimentModel.Options.init(method:)) ?? SentimentModel.Options()
      let texts = batch.texts()
      let results = model.classify(texts, options, { batch.stop.isSet }) { pass in
        if batch.lane == .long { models.sync(execute: pass) } else { pass() }
      }
      let outcome: Batch.Outcome
      switch batch.purpose {
      case .requests: outcome = .classifications(results)
      case .document(let reviews):
        outcome = .verdicts(
          zip(texts, results).map { text, result in
            result.map { Verdict($0, of: text, uncertainBelow: reviews.uncertainBelow) }
          })
      }
      let bytes = texts.reduce(0) { $0 + $1.utf8.count }
      report(
        .read(
          outcome, batch.lane, bytes: bytes, nanoseconds: DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
        ))
    }
  }
}

/// Texts that the model reads together.
struct Batch: Sendable {
  /// Whom the results are for.
  enum Purpose: Sendable {
    case requests(RequestQueue.Batch)
    case document(Reviews)
  }

  /// Reviews of a document, by the table of one edition.
  struct Reviews: Sendable {
    let uri: ExactString
    let edition: Int
    let indices: [Int]
    let fingerprints: [TextFingerprint]
    let uncertainBelow: Double?
  }

  /// What the model said; nil where it was stopped before.
  enum Outcome: Sendable {
    case classifications([Classification?])
    case verdicts([Verdict?])
  }

  let purpose: Purpose
  let model: ModelKey
  /// Made by the worker: a long text is copied there.
  let texts: @Sendable () -> [String]
  let method: ExplanationMethod?
  let lane: ReadingLane
  /// Whether it is one of many, which a few others may go before.
  let isBulk: Bool
  let stop = StopFlag()

  /// What it reads of a document; nil where it is for requests.
  var reviews: Reviews? { if case .document(let reviews) = purpose { reviews } else { nil } }
}

/// Tells the worker, from another thread, that its results are no longer wanted now.
final class StopFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
