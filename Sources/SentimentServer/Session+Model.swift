import JSON
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

extension Session {
  /// Starts loading the model; does nothing from the second call on.
  mutating func loadModel() {
    guard case .unloaded = model else { return }
    model = .loading
    worker.load { [load = configuration.loadModel, settings] in try load(settings) }
  }

  mutating func takeModel(_ result: Result<LoadedModel, LoadingFailure>) {
    switch result {
    case .success(let loaded):
      model = .ready(loaded)
      logger.info("Loaded the model \(loaded.name), \(loaded.compute), \(loaded.threads) threads.")
      for warning in loaded.warnings { logger.warning("The model \(loaded.name): \(warning)") }
    case .failure(let failure):
      model = .failed(failure)
      logger.error("The model could not be loaded: \(failure.reason)")
      if phase == .running {
        notify(ShowMessageNotification(type: .error, message: "The model could not be loaded: \(failure.reason)"))
      }
      let waiting = jobs.requests
      jobs = JobQueue()
      for id in waiting { reply(to: id, .failure(ResponseError(.requestFailed, failure.reason))) }
    }
  }

  /// Gives the model its next batch, if it is free, and completes the jobs that need no more.
  mutating func startWork() {
    guard case .ready(let model) = model else { return }
    while let step = jobs.next(lastEdited: lastEdited, cache: &cache) {
      switch step {
      case .complete(let job): complete(job)
      case .run(let batch):
        worker.classify(batch.texts.map(\.value), method: batch.method, with: model, stop: batch.stop)
      }
    }
  }

  mutating func takeResults(_ results: [Classification?]) {
    guard let owner = jobs.finishBatch(results, cache: &cache) else { return }
    logger.error("The model left out texts.")
    jobs.remove(owner)
    if case .request(let id) = owner {
      reply(to: id, .failure(ResponseError(.internalError, "The model left out texts.")))
    }
  }

  private mutating func complete(_ job: Job) {
    switch (job.owner, job.completion) {
    case (.request(let id), .answer(let answer)):
      do {
        reply(to: id, .success(try answer(job.results)))
      } catch {
        reply(to: id, .failure(responseError(error)))
      }
    case (let owner, .publish(let document, let reviews)):
      if case .document(let uri) = owner { documents[uri]?.results = job.results }
      publish(
        document,
        findings: reviews.compactMap { review in
          job.results[ExactString(review.text)].flatMap { Finding(review, $0) }
        })
    case (.document, .answer): break
    }
  }
}
