import Dispatch
import SentimentAnalysis
import Synchronization

/// The one thread that loads the model and runs it. What it found out becomes an event of the message loop.
struct Worker: Sendable {
  private let queue = DispatchQueue(label: "sentiment.worker")
  private let report: @Sendable (sending Event) -> Void

  init(report: @escaping @Sendable (sending Event) -> Void) { self.report = report }

  func load(_ load: @escaping @Sendable () throws -> LoadedModel) {
    queue.async { [report] in
      do {
        report(.loaded(.success(try load())))
      } catch {
        report(.loaded(.failure(LoadingFailure(reason: "\(error)"))))
      }
    }
  }

  /// Classifies texts, explained by the method where there is one; `stop` ends that early, with nil for those not done.
  func classify(_ texts: [String], method: ExplanationMethod?, with model: LoadedModel, stop: StopFlag) {
    queue.async { [report] in
      let options = method.map(SentimentModel.Options.init(method:)) ?? SentimentModel.Options()
      let results = model.classify(texts, options) { stop.isSet }
      report(.classified(results))
    }
  }
}

/// Tells the worker, from another thread, that its results are no longer wanted now.
final class StopFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
