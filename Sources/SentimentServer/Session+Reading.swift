import Dispatch
import JSONRPC
import LanguageServerProtocol
import Logging
import SentimentAnalysis

extension Session {
  /// Has the reviews of a document found anew and read from a time on.
  ///
  /// - Parameter byClient: the client knows of the change and will ask for the remarks by itself, if it does ask.
  mutating func renew(_ uri: ExactString, due: DispatchTime, byClient: Bool) {
    editions += 1
    documents[uri]?.renew(edition: editions, due: due)
    if !byClient { documents[uri]?.report.isBehind = true }
    search(uri)
  }

  /// Starts finding the reviews, unless that is being done; then it follows.
  private mutating func search(_ uri: ExactString) {
    guard let document = documents[uri], document.isSynchronized, !document.isSearched else { return }
    documents[uri]?.isSearched = true
    worker.find(uri, document.search, generation: generation)
  }

  mutating func takeReviews(_ table: ReviewTable, of uri: ExactString) {
    // Nothing else may hold the document while it takes them in, or all that it has would be copied.
    guard documents[uri]?.isSearched == true else { return }
    documents[uri]?.isSearched = false
    guard documents[uri]?.edition == table.edition else { return search(uri) }
    let wasRead = documents[uri]?.isRead == true
    let problems = documents[uri]?.table.found.problems ?? []
    for problem in table.found.problems where !problems.contains(problem) { log(.info, "\(uri.value): \(problem)") }
    documents[uri]?.adopt(table, verdicts)
    for model in table.models { loadModel(model) }
    if wasRead, !table.isIncluded { clearDiagnostics(of: uri.value) }
    if documents[uri].map({ $0.text.bytes.count > ReviewTable.mostBytes }) == true {
      tell(.warning, "\(uri.value) is over \(ReviewTable.mostBytes >> 20) MB and is left alone.")
    }
    if documents[uri].map({ $0.due <= .now() }) == true { beginReading(uri) }
    if let document = documents[uri], document.isWorthRendering {
      worker.render(uri, document, withRelated: showsRelated)
    }
    if let document = documents[uri] { noteWork(on: document) }
    resume(uri)
  }

  /// The time has come to read what is new in a document.
  mutating func beginReading(_ uri: ExactString) {
    documents[uri]?.isBegun = true
    documents[uri]?.report.interval = configuration.firstReport.seconds
    documents[uri]?.report.due = .now() + configuration.firstReport
    giveUpUnreadable(uri)
    guard let unread = documents[uri]?.unread, !unread.isEmpty else { return }
    // A few new reviews need not wait for a batch of others; but what was interrupted once is done next time.
    if unread.count <= Self.fewReviews, let running, running.isBulk, !pace.wasInterrupted { running.stop.set() }
  }

  private static let fewReviews = 16

  /// Leaves reviews aside that only models could read which cannot be loaded; reports where nothing else is left.
  mutating func giveUpUnreadable(_ uri: ExactString) {
    documents[uri]?.giveUp { models[$0]?.failure != nil }
    reportIfRead(uri)
  }

  private mutating func reportIfRead(_ uri: ExactString) {
    guard let document = documents[uri], document.isFound, document.isBegun, document.unread.isEmpty,
      document.report.due != nil, editionBeingRead(uri) != document.edition
    else { return }
    documents[uri]?.report.due = nil
    report(uri, isComplete: true)
    documents[uri]?.rendered = nil
  }

  /// The document last touched goes before the others.
  mutating func touch(_ uri: ExactString) {
    order.removeAll { $0 == uri }
    if documents[uri] != nil { order.append(uri) }
  }

  /// Stops the work on what a document was until now.
  mutating func abandon(_ uri: ExactString) {
    if editionBeingRead(uri) != nil { running?.stop.set() }
  }

  /// The edition of a document of which the model reads reviews now.
  private func editionBeingRead(_ uri: ExactString) -> Int? {
    guard case .document(let reviews) = running?.purpose, reviews.uri == uri else { return nil }
    return reviews.edition
  }
}

// MARK: - Batches

extension Session {
  /// Gives the models their next batch, if they are free, and answers what needs no more.
  mutating func startWork() {
    while running == nil, settings.due == nil, let batch = nextBatch(), let model = models[batch.model]?.loaded {
      running = batch
      worker.read(batch, with: model)
    }
  }

  /// Who hovers comes first; then requests and documents in turn, the document last touched before the others.
  private mutating func nextBatch() -> Batch? {
    if let batch = wantedBatch() { return batch }
    if pace.lastWasDocument { return requestBatch() ?? documentBatch() }
    return documentBatch() ?? requestBatch()
  }

  private var batchBytes: Int {
    max(configuration.batchBytes.lowerBound, min(pace.bytes, configuration.batchBytes.upperBound))
  }

  private func isReady(_ model: ModelKey) -> Bool { models[model]?.loaded != nil }

  private func wantedBatch() -> Batch? {
    for uri in order.reversed() {
      guard let document = documents[uri], document.isFound, let index = document.wanted,
        isReady(document.table.model(ofReview: index))
      else { continue }
      return batch([index], of: uri, document, isBulk: false)
    }
    return nil
  }

  private mutating func documentBatch() -> Batch? {
    guard phase == .running else { return nil }
    let most = batchBytes
    let ready = Set(models.filter { $0.value.loaded != nil }.keys)
    for uri in order.reversed() where documents[uri]?.isToBeRead == true {
      // Nothing else may hold the document now, or all that it has would be copied.
      let isBulk = documents[uri].map { $0.unread.count > Self.fewReviews } ?? false
      let taken = documents[uri]?.takeUnread(atMost: most, verdicts) { ready.contains($0) } ?? []
      if let document = documents[uri], !taken.isEmpty {
        pace.lastWasDocument = true
        return batch(taken, of: uri, document, isBulk: isBulk)
      }
      reportIfRead(uri)
    }
    return nil
  }

  private func batch(_ indices: [Int], of uri: ExactString, _ document: Document, isBulk: Bool) -> Batch {
    let reviews = Batch.Reviews(
      uri: uri, edition: document.edition, indices: indices,
      fingerprints: indices.map { document.table.fingerprints[$0] }, uncertainBelow: document.settings.uncertainBelow)
    return Batch(
      purpose: .document(reviews), model: document.table.model(ofReview: indices[0]),
      texts: indices.map { document.text(ofReview: $0).string }, method: .quick, isBulk: isBulk)
  }

  private mutating func requestBatch() -> Batch? {
    while let step = requests.next(atMost: batchBytes, if: isReady) {
      switch step {
      case .answer(let job): answer(job)
      case .read(let batch):
        pace.lastWasDocument = false
        return Batch(
          purpose: .requests(batch), model: batch.model, texts: batch.texts.map(\.value), method: batch.method,
          isBulk: true)
      }
    }
    return nil
  }

  private func answer(_ job: RequestJob) {
    reply(to: job.id, Result { try job.answer(job.results) }.mapError(responseError))
  }

  mutating func takeResults(_ outcome: Batch.Outcome, _ nanoseconds: UInt64) {
    guard let batch = running else { return }
    running = nil
    pace.take(batch, nanoseconds)
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
    for (fingerprint, verdict) in zip(reviews.fingerprints, results) where verdict != nil {
      verdicts[fingerprint] = verdict
    }
    progress.readCount += results.count { $0 != nil }
    let uri = reviews.uri
    // Those of an edition of before are found in the cache.
    guard documents[uri]?.table.edition == reviews.edition else { return }
    if batch.stop.isSet {
      documents[uri]?.take(results, for: reviews.indices)
    } else {
      // What a model leaves out unasked stays without a verdict: asked again, it would do the same.
      let done = zip(reviews.indices, results).filter { $1 != nil }
      if done.count < results.count { log(.error, "The model left out texts.") }
      documents[uri]?.take(done.map(\.1), for: done.map(\.0))
    }
    if let due = documents[uri]?.report.due, due <= .now(), documents[uri]?.unread.isEmpty == false {
      let interval = 2 * (documents[uri]?.report.interval ?? 1)
      documents[uri]?.report.interval = interval
      documents[uri]?.report.due = .now() + interval
      report(uri, isComplete: false)
    }
    reportIfRead(uri)
    resume(uri)
  }
}

/// How much the models read at a time: about so much that nobody who comes in between waits long.
struct ReadingPace {
  private static let duration = 0.06
  /// As measured of late; at first that of a small model.
  private var bytesPerSecond = 60_000.0
  /// Whether the last batch among many others was stopped for a few.
  private(set) var wasInterrupted = false
  /// Whether the last batch was for a document.
  var lastWasDocument = false

  /// The size of a batch in bytes of text.
  var bytes: Int { Int(min(bytesPerSecond * Self.duration, 1e9)) }

  mutating func take(_ batch: Batch, _ nanoseconds: UInt64) {
    guard batch.isBulk else { return }
    wasInterrupted = batch.stop.isSet
    guard !wasInterrupted, nanoseconds > 0 else { return }
    let size = batch.texts.reduce(0) { $0 + $1.utf8.count }
    bytesPerSecond += 0.25 * (Double(size) / (Double(nanoseconds) * 1e-9) - bytesPerSecond)
  }
}

extension DispatchTimeInterval {
  var seconds: Double {
    switch self {
    case .seconds(let count): Double(count)
    case .milliseconds(let count): Double(count) * 1e-3
    case .microseconds(let count): Double(count) * 1e-6
    case .nanoseconds(let count): Double(count) * 1e-9
    default: .infinity
    }
  }
}
