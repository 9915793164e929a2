import Dispatch
import SentimentAnalysis

/// The open documents. `update` is the only way to change one.
///
/// Queues and totals follow each change, so that a message costs no more if many documents are open.
struct DocumentStore {
  /// A queue of documents.
  enum Queue: Hashable, CaseIterable {
    /// Documents whose reviews are to be found, the most recently used first.
    case unsearched
    /// Documents whose reviews are found and whose time to be read has not come, the earliest first.
    case waiting
    /// Documents with a review in this lane that a request waits for, the most recently used first.
    case urgent(ReadingLane)
    /// Documents with reviews in this lane that are to be read now, the most recently used first.
    case unread(ReadingLane)

    static let allCases = [unsearched, waiting] + ReadingLane.allCases.flatMap { [urgent($0), unread($0)] }
  }

  /// Numbers of reviews and documents.
  struct Totals: Sendable, Equatable {
    var reviews = 0
    /// The reviews that wait for a model.
    var queuedReviews = 0
    /// Those of them that nobody has stopped, and the documents that contain them.
    var activeReviews = 0
    var activeDocuments = 0
    /// The documents whose text is the client's.
    var synchronizedDocuments = 0
  }

  /// By the client's exact bytes: URIs are compared as they come, never normalized.
  private var documents: [ExactString: Document] = [:]
  private var queues: [Queue: PriorityQueue<ExactString, Int64>] = [:]
  /// Documents that are left out of queues until a model changes its state.
  private var blocked: Set<ExactString> = []
  private(set) var totals = Totals()
  /// The verdicts on texts, in whichever document they are.
  var verdicts = VerdictCache()
  private var lastEdition = 0
  private var lastUse: Int64 = 0

  subscript(uri: ExactString) -> Document? { documents[uri] }

  /// Copied, so that documents can be updated in a loop over them.
  var uris: [ExactString] { Array(documents.keys) }
  var all: some Collection<Document> { documents.values }
  var count: Int { documents.count }

  /// The open documents, the most recently used last.
  var order: [ExactString] { documents.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key) }

  mutating func open(_ document: Document, _ uri: ExactString) {
    close(uri)
    documents[uri] = document
    totals.add(document)
    touch(uri)
  }

  mutating func close(_ uri: ExactString) {
    guard let document = documents.removeValue(forKey: uri) else { return }
    totals.subtract(document)
    for queue in Queue.allCases { queues[queue]?.set(nil, of: uri) }
    blocked.remove(uri)
  }

  /// Changes a document in place: a copy held elsewhere would have its arrays copied.
  ///
  /// - Returns: the result of `change`; nil where the document is not open.
  @discardableResult
  mutating func update<Result>(_ uri: ExactString, _ change: (inout Document) throws -> Result) rethrows -> Result? {
    guard let index = documents.index(forKey: uri) else { return nil }
    totals.subtract(documents.values[index])
    defer {
      totals.add(documents.values[index])
      enqueue(uri, documents.values[index])
    }
    return try change(&documents.values[index])
  }

  /// Marks a document as the most recently used: its reviews are read before those of others.
  mutating func touch(_ uri: ExactString) {
    lastUse += 1
    let use = lastUse
    update(uri) { $0.lastUse = use }
  }

  /// A number for the next state of a document; no two in a session are the same.
  mutating func nextEdition() -> Int {
    lastEdition += 1
    return lastEdition
  }
}

// MARK: - Queues

extension DocumentStore {
  /// The first document in a queue.
  func first(in queue: Queue) -> ExactString? { queues[queue]?.first }

  /// When the next waiting document is to be read.
  var nextDue: DispatchTime? { first(in: .waiting).flatMap { documents[$0]?.due } }

  /// Leaves a document out of a queue, because its models are not ready, until it changes or `unblock` is called.
  mutating func block(_ uri: ExactString, in queue: Queue) {
    queues[queue]?.set(nil, of: uri)
    blocked.insert(uri)
  }

  /// Puts the blocked documents back: a model has changed its state.
  mutating func unblock() {
    for uri in blocked { if let document = documents[uri] { enqueue(uri, document) } }
    blocked = []
  }

  private mutating func enqueue(_ uri: ExactString, _ document: Document) {
    for queue in Queue.allCases {
      queues[queue, default: PriorityQueue()].set(document.priority(in: queue), of: uri)
    }
  }
}

extension Document {
  /// The priority in a queue; nil where the document is not in it.
  fileprivate func priority(in queue: DocumentStore.Queue) -> Int64? {
    switch queue {
    case .unsearched: isSynchronized && !isFound && !isBeingSearched ? lastUse : nil
    case .waiting: isWaiting ? -Int64(clamping: due.uptimeNanoseconds) : nil
    case .urgent(let lane): isFound && urgentReview.map(reading.lane) == lane ? lastUse : nil
    case .unread(let lane): isToBeRead && reading.queuedCount(in: lane) > 0 ? lastUse : nil
    }
  }
}

extension DocumentStore.Totals {
  mutating func add(_ document: Document) { change(by: 1, document) }
  fileprivate mutating func subtract(_ document: Document) { change(by: -1, document) }

  private mutating func change(by sign: Int, _ document: Document) {
    let queued = document.queuedCount
    reviews += sign * document.verdicts.count
    queuedReviews += sign * queued
    if document.isSynchronized { synchronizedDocuments += sign }
    guard queued > 0, !document.isStopped, document.isSynchronized else { return }
    activeReviews += sign * queued
    activeDocuments += sign
  }
}
