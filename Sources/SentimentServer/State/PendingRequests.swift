import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis
import Tensors

/// The requests without a response: what each waits for, and how to stop the work on it.
struct PendingRequests {
  /// What a request waits for.
  enum Wait {
    /// The classification of its texts, which `classifications` holds.
    case classifications
    /// A search for the words that the label of a text depends on.
    case counterfactual(of: String, by: ModelKey)
    /// A command on the worker.
    case command
    /// More reviews of a document; then the request is handled again.
    case reviews(of: ExactString)
    /// The diagnostics of a document, unless they are those of the previous result.
    case diagnostics(of: ExactString, previous: String?)
    /// The diagnostics of files that are not open.
    case workspaceDiagnostics(WorkspaceDiagnosticRequest)
  }

  struct Entry {
    let id: RequestID
    let wait: Wait
    /// The request to handle again; nil where it does not wait for reviews: its texts need not be held twice.
    let request: Request?
    /// Counts the requests in order of arrival.
    fileprivate let number: Int
    let cancellation = Cancellation()
    /// Whether the worker is at it.
    var isRunning = false
  }

  private var entries: [RequestID: Entry] = [:]
  private var count = 0
  /// The requests that wait for a document, in order of arrival.
  private var idsByDocument: [ExactString: [RequestID]] = [:]
  /// The texts that models are to classify.
  var classifications = ClassificationQueue()

  var isEmpty: Bool { entries.isEmpty }
  /// In order of arrival.
  var ids: [RequestID] { ids { _ in true } }

  /// The requests of those waits that `matches` accepts, in order of arrival.
  func ids(where matches: (Wait) -> Bool) -> [RequestID] {
    entries.values.filter { matches($0.wait) }.sorted { $0.number < $1.number }.map(\.id)
  }

  subscript(id: RequestID) -> Entry? { entries[id] }

  @discardableResult
  mutating func add(_ request: Request, _ wait: Wait) -> Cancellation {
    count += 1
    var isHandledAgain: Bool { if case .reviews = wait { true } else { false } }
    let entry = Entry(id: request.id, wait: wait, request: isHandledAgain ? request : nil, number: count)
    entries[request.id] = entry
    if let uri = wait.document { idsByDocument[uri, default: []].append(request.id) }
    return entry.cancellation
  }

  /// Notes that the worker is at a request, and gives it the request's cancellation.
  mutating func start(_ id: RequestID) -> Cancellation? {
    entries[id]?.isRunning = true
    return entries[id]?.cancellation
  }

  /// Removes a request that gets its response now; nil where it has one already.
  @discardableResult
  mutating func remove(_ id: RequestID) -> Entry? {
    guard let entry = entries.removeValue(forKey: id) else { return nil }
    classifications.remove(id)
    if let uri = entry.wait.document {
      idsByDocument[uri]?.removeAll { $0 == id }
      if idsByDocument[uri]?.isEmpty == true { idsByDocument[uri] = nil }
    }
    return entry
  }

  /// Removes a request and stops the work on it; false where it has its response already.
  mutating func cancel(_ id: RequestID) -> Bool {
    guard let entry = remove(id) else { return false }
    entry.cancellation.cancel()
    return true
  }

  /// Removes the requests that wait for a document, of those that `matches` accepts, in order of arrival.
  mutating func removeAll(waitingFor uri: ExactString, where matches: (Wait) -> Bool) -> [Entry] {
    guard let ids = idsByDocument[uri] else { return [] }
    let matching = ids.filter { entries[$0].map { matches($0.wait) } == true }
    let kept = ids.filter { entries[$0].map { matches($0.wait) } == false }
    idsByDocument[uri] = kept.isEmpty ? nil : kept
    return matching.compactMap { entries.removeValue(forKey: $0) }
  }

  /// The requests that no worker is at, of those that `matches` accepts, in order of arrival.
  func waiting(where matches: (Wait) -> Bool) -> [Entry] {
    entries.values.filter { !$0.isRunning && matches($0.wait) }.sorted { $0.number < $1.number }
  }

  /// The models that requests wait for.
  var models: Set<ModelKey> {
    entries.values.reduce(into: classifications.models) { models, entry in
      if let model = entry.wait.counterfactualModel { models.insert(model) }
    }
  }
}

extension PendingRequests.Wait {
  /// The document that the request waits for.
  var document: ExactString? {
    switch self {
    case .reviews(let uri), .diagnostics(let uri, _): uri
    case .classifications, .counterfactual, .command, .workspaceDiagnostics: nil
    }
  }

  /// Whether the response needs documents or files to be read: after `shutdown` none are.
  var needsDocuments: Bool {
    switch self {
    case .reviews, .diagnostics, .workspaceDiagnostics: true
    case .classifications, .counterfactual, .command: false
    }
  }

  /// The model that is to search for the words of a counterfactual.
  var counterfactualModel: ModelKey? {
    if case .counterfactual(_, let model) = self { model } else { nil }
  }
}
