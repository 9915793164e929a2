import LanguageServerProtocol
import SentimentAnalysis

/// A document, with the facts about client and models that responses need, at the time of a request. Handlers that take it
/// cannot change the session, so they run on a thread of the worker.
struct DocumentSnapshot: Sendable {
  let document: Document
  let client: ClientCapabilities
  let models: [ModelKey: ModelState]

  /// The index of the review at a position.
  func review(at position: Position) -> Int? {
    document.review(at: document.text.offset(of: position, in: document.encoding))
  }
}
