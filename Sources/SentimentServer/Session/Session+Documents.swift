import Dispatch
import JSONRPC
import LanguageServerProtocol
import Logging
import Reviews
import SentimentAnalysis
import Tensors

extension Session {
  /// Begins another edition of a document: its reviews are found at once and read when it is due.
  ///
  /// - Parameter byClient: whether an edit of the client is the reason; a client that pulls diagnostics then requests them
  ///   by itself.
  mutating func beginEdition(of uri: ExactString, due: DispatchTime, byClient: Bool) {
    let edition = documents.nextEdition()
    documents.update(uri) { $0.beginEdition(edition, due: due, needsRefresh: !byClient) }
    startSearches()
  }

  /// Has the worker find the reviews of documents, the most recently used first. The others wait here and not in the worker's
  /// queue, so that a request for one of thousands of new documents does not wait for all of them.
  private mutating func startSearches() {
    while searchCount < Self.maximumSearches, let uri = documents.first(in: .unsearched),
      let document = documents[uri]
    {
      documents.update(uri) { $0.isBeingSearched = true }
      searchCount += 1
      var source = document.source
      (source.isBuiltIn, source.patterns) = (configuration.isBuiltIn, settings.patterns)
      worker.findReviews(
        uri, source, edition: document.edition, state: [models.generation, document.recheckCount])
    }
  }

  /// One that is being searched, and one that follows at once.
  private static let maximumSearches = 2

  /// Stores the reviews that the worker found in an edition.
  mutating func store(_ table: ReviewTable, edition: Int, for uri: ExactString) {
    searchCount -= 1
    defer { startSearches() }
    // No other edition or document reports them again.
    for problem in table.found.patternProblems { client.showProblem(.warning, "\(uri.value): \(problem)") }
    guard documents[uri]?.isBeingSearched == true else { return }
    documents.update(uri) { $0.isBeingSearched = false }
    guard documents[uri]?.edition == edition else { return }
    let wasIncluded = documents[uri]?.isIncluded == true
    let (oldProblems, wasTooLarge) =
      documents[uri].map { ($0.table.found.problems, $0.table.isTooLarge) } ?? ([], false)
    for problem in table.found.problems where !(oldProblems + table.found.patternProblems).contains(problem) {
      client.log(.warning, "\(uri.value): \(problem)")
    }
    let verdicts = documents.verdicts
    documents.update(uri) {
      $0.store(table, edition: edition, verdicts)
    }
    for model in table.models { loadModel(model) }
    if wasIncluded, !table.isIncluded { clearDiagnostics(of: uri.value) }
    if table.isTooLarge, !wasTooLarge {
      client.showProblem(.warning, "\(uri.value) is over \(Document.maximumBytes >> 20) MB and is not read.")
    }
    logNotes(on: uri)
    if documents[uri].map({ $0.due <= .now() }) == true { beginReading(uri) }
    if let document = documents[uri] {
      if document.isWorthRendering { worker.render(uri, document, withRelated: client.showsRelatedInformation) }
      checks.noteWork(on: document)
    }
    resumeRequests(for: uri)
  }

  private mutating func logNotes(on uri: ExactString) {
    for note in documents.update(uri, { $0.takeNotes() }) ?? [] { client.log(.info, note) }
  }

  /// Begins to read the unread reviews of a document.
  mutating func beginReading(_ uri: ExactString) {
    documents.update(uri) {
      $0.isBegun = true
      ($0.diagnostics.interval, $0.diagnostics.due) = (configuration.firstReport, .now() + configuration.firstReport)
    }
    skipUnreadable(uri)
    if let count = documents[uri]?.queuedCount, (1...Document.fewReviews).contains(count), !batches.wasInterrupted {
      batches.interruptBulk()
    }
  }

  /// Skips the reviews of models that can't be loaded, and reports the document if no others are unread.
  mutating func skipUnreadable(_ uri: ExactString) {
    documents.update(uri) { $0.reading.dropUnread(where: models.hasFailed) }
    reportIfComplete(uri)
  }

  /// Starts batches on the lanes that are free, and responds to requests that need no more.
  mutating func startBatches() {
    guard settings.due == nil else { return }
    for lane in ReadingLane.allCases {
      while let step = batches.next(
        lane, &documents, &pending.classifications, models, readsDocuments: phase == .running)
      {
        switch step {
        case .respond(let id, let job): finish(id, job)
        case .complete(let uri): reportIfComplete(uri)
        case .read(let batch):
          guard let model = models[batch.model]?.loaded else { continue }
          batches.start(batch)
          worker.read(batch, with: model)
        }
      }
    }
  }

  /// Stores the results of a batch that was read.
  mutating func store(_ outcome: Batch.Outcome, of batch: Batch) {
    let isComplete =
      switch outcome {
      case .classifications(let results): results.allSatisfy { $0 != nil }
      case .verdicts(let verdicts): verdicts.allSatisfy { $0 != nil }
      }
    let isShort = !isComplete && !batch.cancellation.isCancelled
    let failure = ResponseError(.internalError, "The model classified fewer texts than it was given.")
    if isShort { client.log(.error, failure.message) }
    switch (batch.source, outcome) {
    case (.requests(let requests), .classifications(let results)):
      for (id, job) in pending.classifications.store(results, of: requests) { finish(id, job) }
      guard isShort else { return }
      for id in requests.ids where pending.classifications.contains(id) {
        finish(id, .failure(failure))
      }
    case (.document(let reviews), .verdicts(let results)): store(results, of: reviews, retriesMissing: !isShort)
    default: break
    }
  }

  /// - Parameter retriesMissing: false where the model left out reviews without being cancelled: it would do so again.
  private mutating func store(_ results: [Verdict?], of reviews: Batch.Reviews, retriesMissing: Bool) {
    for case (let fingerprint, let verdict?) in zip(reviews.fingerprints, results) {
      documents.verdicts.insert(verdict, for: fingerprint)
    }
    progress.readCount += results.count { $0 != nil }
    let uri = reviews.uri
    // Verdicts of an earlier edition are found in the cache.
    guard documents[uri]?.foundEdition == reviews.edition else { return }
    let isPartialReportDue = documents.update(uri) { document in
      let stored = zip(reviews.indices, results).filter { $1 != nil || retriesMissing }
      document.store(stored.map(\.1), for: stored.map(\.0))
      guard let due = document.diagnostics.due, due <= .now(), document.queuedCount > 0 else { return false }
      document.diagnostics.interval *= 2
      document.diagnostics.due = .now() + document.diagnostics.interval
      return true
    }
    if isPartialReportDue == true { report(uri, isComplete: false) }
    reportIfComplete(uri)
    resumeRequests(for: uri)
  }

  /// Reports the diagnostics of a document once all its reviews are read.
  mutating func reportIfComplete(_ uri: ExactString) {
    guard let document = documents[uri], document.isFound, document.isBegun, document.queuedCount == 0,
      document.diagnostics.due != nil, !batches.isReading(document)
    else { return }
    documents.update(uri) { $0.diagnostics.due = nil }
    logNotes(on: uri)
    report(uri, isComplete: true)
    documents.update(uri) { $0.rendered = nil }
    resumeRequests(for: uri)
  }

  /// Whether nothing more will be read of a document until something changes.
  func isSettled(_ uri: ExactString) -> Bool {
    guard let document = documents[uri], document.isSynchronized else { return true }
    guard document.isFound else { return false }
    return document.isStopped || document.queuedCount == 0 && !batches.isReading(document)
  }
}
