import Dispatch
import JSON
import JSONRPC
import Logging
import Reviews
import SentimentAnalysis

extension Session {
  /// Gives the models their next batches, if they are free, and answers what needs no more.
  mutating func startWork() {
    guard settings.due == nil else { return }
    for lane in ReadingLane.allCases {
      while running[lane] == nil, let batch = nextBatch(lane), let model = models[batch.model]?.loaded {
        running[lane] = batch
        worker.read(batch, with: model)
      }
    }
  }

  /// Who hovers comes first; then requests and documents in turn, the document last touched before the others.
  private mutating func nextBatch(_ lane: ReadingLane) -> Batch? {
    if let batch = wantedBatch(lane) { return batch }
    if pace.lastWasDocument { return requestBatch(lane) ?? documentBatch(lane) }
    return documentBatch(lane) ?? requestBatch(lane)
  }

  private var batchBytes: Int {
    max(configuration.batchBytes.lowerBound, min(pace.bytes, configuration.batchBytes.upperBound))
  }

  private func isReady(_ model: ModelKey) -> Bool { models[model]?.loaded != nil }

  private func wantedBatch(_ lane: ReadingLane) -> Batch? {
    for uri in order.reversed() {
      guard let document = documents[uri], document.isFound, let index = document.wanted,
        document.reading.lane(ofReview: index) == lane, isReady(document.table.model(ofReview: index))
      else { continue }
      return batch([index], of: uri, document, lane, isBulk: false)
    }
    return nil
  }

  private mutating func documentBatch(_ lane: ReadingLane) -> Batch? {
    guard phase == .running else { return nil }
    let most = lane == .short ? batchBytes : 1
    let ready = Set(models.filter { $0.value.loaded != nil }.keys)
    for uri in order.reversed() where documents[uri]?.isToBeRead == true {
      // Nothing else may hold the document now, or all that it has would be copied.
      let isBulk = documents[uri].map { $0.unreadCount > Self.fewReviews } ?? false
      let taken =
        documents[uri]?.reading.dequeueUnread(
          atMost: most, lane, known: { [verdicts] in verdicts[$0] }, if: ready.contains) ?? []
      if let document = documents[uri], !taken.isEmpty {
        pace.lastWasDocument = true
        return batch(taken, of: uri, document, lane, isBulk: isBulk)
      }
      reportIfRead(uri)
    }
    return nil
  }

  private func batch(
    _ indices: [Int], of uri: ExactString, _ document: Document, _ lane: ReadingLane, isBulk: Bool
  ) -> Batch {
    let reviews = Batch.Reviews(
      uri: uri, edition: document.edition, indices: indices,
      fingerprints: indices.map { document.table.fingerprints[$0] }, uncertainBelow: document.settings.uncertainBelow)
    let (taken, bytes) = (indices.map { document.table.reviews[$0] }, document.text.bytes)
    var texts: @Sendable () -> [String] = { taken.map { $0.text(in: bytes).string } }
    if lane == .short {
      // Whoever holds the document's bytes has the next edit copy them all, so short texts are copied at once.
      let short = texts()
      texts = { short }
    }
    return Batch(
      purpose: .document(reviews), model: document.table.model(ofReview: indices[0]), texts: texts, method: .quick,
      lane: lane, isBulk: isBulk)
  }

  private mutating func requestBatch(_ lane: ReadingLane) -> Batch? {
    while let step = requests.next(atMost: lane == .short ? batchBytes : 1, lane, if: isReady) {
      switch step {
      case .answer(let job): answer(job)
      case .read(let batch):
        pace.lastWasDocument = false
        return Batch(
          purpose: .requests(batch), model: batch.model, texts: { batch.texts.map(\.value) }, method: batch.method,
          lane: lane, isBulk: lane == .short)
      }
    }
    return nil
  }

  private mutating func answer(_ job: RequestJob) {
    guard job.isShown else {
      return reply(to: job.id, Result { try job.answer(job.results) }.mapError(responseError))
    }
    let answer = Result { try job.answer(job.results) }.mapError(responseError)
    if case .success(.string(let sentence)) = answer { show(sentence) }
    reply(to: job.id, answer)
  }

  /// Has a model that is ready look for the words that requests are for.
  mutating func startSearches(with key: ModelKey) {
    guard let model = models[key]?.loaded else { return }
    for (id, text) in searches.removeValue(forKey: key) ?? [] where unanswered[id] != nil {
      let stop = StopFlag()
      runningSearches[id] = stop
      worker.findCounterfactual(to: text, for: id, with: model, until: stop)
    }
  }

  /// Answers a request with what its command came to and shows that, where the request was not cancelled.
  mutating func finishCommand(_ outcome: Result<CommandOutcome, ResponseError>, for id: RequestID) {
    runningSearches[id] = nil
    guard unanswered[id] != nil else { return }
    if case .success(let outcome) = outcome {
      if let message = outcome.message { show(message) }
      if let page = outcome.page { showPage(page) }
    }
    reply(to: id, outcome.map(\.result))
  }

  mutating func takeResults(_ outcome: Batch.Outcome, _ lane: ReadingLane, _ bytes: Int, _ nanoseconds: UInt64) {
    guard let batch = running.removeValue(forKey: lane) else { return }
    pace.take(batch, bytes, nanoseconds)
    switch (batch.purpose, outcome) {
    case (.requests(let asked), .classifications(let results)):
      for job in requests.take(results, of: asked) { answer(job) }
      guard results.contains(where: { $0 == nil }), !batch.stop.isSet else { return }
      log(.error, "The model left out texts.")
      for id in asked.ids where requests.remove(id) {
        reply(to: id, .failure(ResponseError(.internalError, "The model left out texts.")))
      }
    case (.document(let reviews), .verdicts(let results)): takeVerdicts(results, of: reviews, batch)
    default: break
    }
  }

  private mutating func takeVerdicts(_ results: [Verdict?], of reviews: Batch.Reviews, _ batch: Batch) {
    for case (let fingerprint, let verdict?) in zip(reviews.fingerprints, results) {
      verdicts.insert(verdict, for: fingerprint)
    }
    progress.readCount += results.count { $0 != nil }
    let uri = reviews.uri
    // Those of an edition of before are found in the cache.
    guard documents[uri]?.foundEdition == reviews.edition else { return }
    if batch.stop.isSet {
      documents[uri]?.store(results, for: reviews.indices)
    } else {
      // What a model leaves out unasked stays without a verdict: asked again, it would do the same.
      let done = zip(reviews.indices, results).filter { $1 != nil }
      if done.count < results.count { log(.error, "The model left out texts.") }
      documents[uri]?.store(done.map(\.1), for: done.map(\.0))
    }
    if let document = documents[uri], let due = document.report.due, due <= .now(), document.unreadCount > 0 {
      let interval = 2 * (documents[uri]?.report.interval ?? 1)
      documents[uri]?.report.interval = interval
      documents[uri]?.report.due = .now() + interval
      report(uri, isComplete: false)
    }
    reportIfRead(uri)
    resume(uri)
  }
}
