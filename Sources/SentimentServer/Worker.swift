import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis
import Synchronization

/// The threads that take time: one loads models and runs them, one finds reviews, one writes remarks as JSON. What they found
/// out becomes an event of the message loop.
struct Worker: Sendable {
  private let models = DispatchQueue(label: "sentiment.model")
  private let searches = DispatchQueue(label: "sentiment.reviews")
  private let sweeps = DispatchQueue(label: "sentiment.workspace")
  private let counterfactuals = DispatchQueue(label: "sentiment.counterfactual")
  /// Where remarks are rendered and handed to the connection.
  let remarks = SupersedingQueue(label: "sentiment.remarks")
  /// Lets only so many answers with remarks be rendered that the client has not read.
  let unreadAnswers: DispatchSemaphore
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
  func find(_ uri: ExactString, _ edition: Edition, generation: Int) {
    searches.async { [report] in
      report(.found(uri, ReviewTable(edition, generation: generation)))
    }
  }

  /// Reads the files of the open folders, telling of each as it is read where the client wants that.
  func sweep(_ sweep: WorkspaceSweep, _ connection: Connection) {
    sweeps.async { [report, models] in
      let start = DispatchTime.now()
      var rest: [WorkspaceDocumentDiagnosticReport] = []
      var isNew = false
      let missing = sweep.run { model, texts, options in
        isNew = true
        return models.sync { model.classify(texts, options) { sweep.stop.isSet } }
      } give: { found in
        guard let token = sweep.token else { return rest.append(found) }
        let part = PartialResultNotification(token: token, value: WorkspaceDiagnosticReport([found])).text
        connection.send { .notification(method: PartialResultNotification.method, params: part) }
      }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      report(.swept(sweep.id, rest, missing: missing, idleNanoseconds: isNew ? nil : nanoseconds))
    }
  }

  /// Looks for the words without which a text would have another label, and lets others have the models between two tries.
  func findCounterfactual(to text: String, for id: RequestID, with model: LoadedModel, until stop: StopFlag) {
    counterfactuals.async { [report, models] in
      let found = model.counterfactual(text, { stop.isSet }, { models.sync(execute: $0) })
      report(.foundOut(found?.sentence(of: text) ?? Counterfactual.none(label: "what it is"), for: id))
    }
  }

  /// Gives memory back to the system that is no longer used.
  func returnMemory() {
    searches.async { returnFreedMemoryToSystem() }
  }

  /// Renders the remarks on what is read of a document before the rest is.
  func render(_ uri: ExactString, _ document: Document, withRelated related: Bool) {
    remarks.async { [report] in
      report(.rendered(uri, edition: document.edition, RenderedDiagnostics(document, withRelated: related)))
    }
  }

  /// Reads texts; the batch's flag ends that early, with nil for those not done.
  func read(_ batch: Batch, with model: LoadedModel) {
    models.async { [report] in
      let start = DispatchTime.now()
      let options = batch.method.map(SentimentModel.Options.init(method:)) ?? SentimentModel.Options()
      let results = model.classify(batch.texts, options) { batch.stop.isSet }
      let outcome: Batch.Outcome
      switch batch.purpose {
      case .requests: outcome = .classifications(results)
      case .document(let reviews):
        outcome = .verdicts(
          zip(batch.texts, results).map { text, result in
            result.map { Verdict($0, of: text, uncertainBelow: reviews.uncertainBelow) }
          })
      }
      report(.read(outcome, nanoseconds: DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds))
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
  let texts: [String]
  let method: ExplanationMethod?
  /// Whether it is one of many, which a few others may go before.
  let isBulk: Bool
  let stop = StopFlag()
}

/// Tells the worker, from another thread, that its results are no longer wanted now.
final class StopFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
