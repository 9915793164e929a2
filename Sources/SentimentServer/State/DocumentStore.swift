import Dispatch
import SentimentAnalysis

/// The open documents. `update` is the only way to change one.
struct DocumentStore {
  /// By the client's exact bytes: URIs are compared as they come, never normalized.
  private var documents: [ExactString: Document] = [:]
  /// The open documents, the most recently used last.
  private(set) var order: [ExactString] = []
  /// The verdicts on texts, in whichever document they are.
  var verdicts = VerdictCache()
  private var lastEdition = 0

  subscript(uri: ExactString) -> Document? { documents[uri] }

  /// Copied, so that documents can be updated in a loop over them.
  var uris: [ExactString] { Array(documents.keys) }
  var all: some Collection<Document> { documents.values }
  var count: Int { documents.count }

  mutating func open(_ document: Document, _ uri: ExactString) {
    documents[uri] = document
    touch(uri)
  }

  mutating func close(_ uri: ExactString) {
    documents[uri] = nil
    order.removeAll { $0 == uri }
  }

  /// Changes a document in place: a copy held elsewhere would have its arrays copied.
  ///
  /// - Returns: the result of `change`; nil where the document is not open.
  @discardableResult
  mutating func update<Result>(_ uri: ExactString, _ change: (inout Document) throws -> Result) rethrows -> Result? {
    guard let index = documents.index(forKey: uri) else { return nil }
    return try change(&documents.values[index])
  }

  /// Marks a document as the most recently used: its reviews are read before those of others.
  mutating func touch(_ uri: ExactString) {
    guard documents[uri] != nil else { return }
    order.removeAll { $0 == uri }
    order.append(uri)
  }

  /// A number for the next state of a document; no two in a session are the same.
  mutating func nextEdition() -> Int {
    lastEdition += 1
    return lastEdition
  }

  /// The number of reviews that wait for a model, and the number of documents that contain them.
  var queued: (reviews: Int, documents: Int) {
    let documents = documents.values.filter { $0.queuedCount > 0 && !$0.isStopped && $0.isSynchronized }
    return (documents.reduce(0) { $0 + $1.queuedCount }, documents.count)
  }

  /// When the next waiting document is to be read.
  var nextDue: DispatchTime? { documents.values.lazy.filter(\.isWaiting).map(\.due).min() }

  /// The waiting documents that are to be read by now.
  func due(at now: DispatchTime) -> [ExactString] {
    documents.filter { $0.value.isWaiting && $0.value.due <= now }.map(\.key)
  }
}
