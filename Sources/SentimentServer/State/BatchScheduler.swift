import JSONRPC
import Reviews
import SentimentAnalysis
import Tensors

/// Chooses the texts that the models read next, one batch a lane at a time.
struct BatchScheduler {
  private(set) var running: [ReadingLane: Batch] = [:]
  private var pace = ReadingPace()
  private var lastWasDocument = false
  /// The bounds of a batch, in bytes of text.
  private let byteLimits: ClosedRange<Int>

  init(byteLimits: ClosedRange<Int>) { self.byteLimits = byteLimits }

  enum Step {
    case read(Batch)
    /// All texts of a request are classified.
    case respond(RequestID, ClassificationJob)
    /// All reviews of a document have their verdicts from the cache.
    case complete(ExactString)
  }

  /// The next step in a lane; nil where there is none, or a batch is running. Reviews that a request waits for come first; then
  /// requests and documents take turns.
  ///
  /// - Parameter readsDocuments: false after `shutdown`.
  mutating func next(
    _ lane: ReadingLane, _ documents: inout DocumentStore, _ queue: inout ClassificationQueue, _ models: ModelStore,
    readsDocuments: Bool
  ) -> Step? {
    guard running[lane] == nil else { return nil }
    if let batch = urgentBatch(lane, &documents, models) { return .read(batch) }
    if lastWasDocument, let step = requestStep(lane, &queue, models) { return step }
    if readsDocuments, let step = documentStep(lane, &documents, models) { return step }
    return lastWasDocument ? nil : requestStep(lane, &queue, models)
  }

  mutating func start(_ batch: Batch) { running[batch.lane] = batch }

  /// Removes the batch of a lane, which took so long to read so many bytes.
  mutating func finish(_ lane: ReadingLane, bytes: Int, nanoseconds: UInt64) -> Batch? {
    guard let batch = running.removeValue(forKey: lane) else { return nil }
    pace.measure(batch, bytes, nanoseconds)
    return batch
  }

  // MARK: Running batches

  /// Whether models are reading reviews of this edition of a document.
  func isReading(_ document: Document) -> Bool {
    running.values.contains { $0.reviews?.edition == document.edition }
  }

  /// The number of reviews that models are reading, other than in batches that were stopped.
  var readingCount: Int {
    running.values.filter { !$0.cancellation.isCancelled }.reduce(0) { $0 + ($1.reviews?.indices.count ?? 0) }
  }

  /// Stops reading a document.
  func cancel(documentAt uri: ExactString) {
    for batch in running.values where batch.reviews?.uri == uri { batch.cancellation.cancel() }
  }

  /// Stops the batches whose requests are all withdrawn.
  func cancelBatches(withoutRequestIn queue: ClassificationQueue) {
    for batch in running.values {
      if case .requests(let requests) = batch.source, requests.ids.allSatisfy({ !queue.contains($0) }) {
        batch.cancellation.cancel()
      }
    }
  }

  /// Interrupts a batch of many reviews, so that a few urgent ones come first.
  func interruptBulk() {
    if let batch = running[.short], batch.isBulk { batch.cancellation.cancel() }
  }

  /// Whether the last batch of many reviews was interrupted: the next one runs to its end.
  var wasInterrupted: Bool { pace.wasInterrupted }
}

extension BatchScheduler {
  private func byteLimit(_ lane: ReadingLane) -> Int {
    lane == .short ? max(byteLimits.lowerBound, min(pace.bytes, byteLimits.upperBound)) : 1
  }

  private func urgentBatch(_ lane: ReadingLane, _ documents: inout DocumentStore, _ models: ModelStore) -> Batch? {
    while let uri = documents.first(in: .urgent(lane)), let document = documents[uri],
      let index = document.urgentReview
    {
      if models.isReady(document.table.model(ofReview: index)) {
        return batch([index], of: uri, document, lane, isBulk: false)
      }
      documents.block(uri, in: .urgent(lane))
    }
    return nil
  }

  private mutating func documentStep(
    _ lane: ReadingLane, _ documents: inout DocumentStore, _ models: ModelStore
  ) -> Step? {
    while let uri = documents.first(in: .unread(lane)) {
      let isBulk = documents[uri].map { $0.queuedCount > Document.fewReviews } ?? false
      let (verdicts, byteLimit) = (documents.verdicts, byteLimit(lane))
      let taken =
        documents.update(uri) {
          $0.reading.dequeueUnread(atMost: byteLimit, lane, known: { verdicts[$0] }, if: models.isReady)
        } ?? []
      guard let document = documents[uri] else { return nil }
      if !taken.isEmpty {
        lastWasDocument = true
        return .read(batch(taken, of: uri, document, lane, isBulk: isBulk))
      }
      if document.queuedCount == 0 { return .complete(uri) }
      documents.block(uri, in: .unread(lane))
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
      // While the document's bytes are shared, an edit copies all of them. So short texts are copied at once.
      let short = texts()
      texts = { short }
    }
    return Batch(
      source: .document(reviews), model: document.table.model(ofReview: indices[0]), texts: texts,
      options: .findings, lane: lane, isBulk: isBulk)
  }

  private mutating func requestStep(
    _ lane: ReadingLane, _ queue: inout ClassificationQueue, _ models: ModelStore
  ) -> Step? {
    switch queue.next(byteLimit: byteLimit(lane), lane, if: models.isReady) {
    case nil: return nil
    case .respond(let id, let job): return .respond(id, job)
    case .classify(let batch):
      lastWasDocument = false
      return .read(
        Batch(
          source: .requests(batch), model: batch.model, texts: { batch.texts.map(\.value) }, options: batch.options,
          lane: lane, isBulk: lane == .short))
    }
  }
}
