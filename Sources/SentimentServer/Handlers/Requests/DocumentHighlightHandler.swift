import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `textDocument/documentHighlight` with the key phrases of the review at the position. Those that support its
/// label are shown as reads, those that oppose it as writes, so that editors give them different colours.
enum DocumentHighlightHandler: DocumentRequestHandler {
  static func requiredReviews(for request: DocumentHighlightRequest, in snapshot: DocumentSnapshot) -> RequiredReviews {
    snapshot.review(at: request.position).map(RequiredReviews.one) ?? .none
  }

  static func respond(to request: DocumentHighlightRequest, in snapshot: DocumentSnapshot) -> [DocumentHighlight]? {
    guard let index = snapshot.review(at: request.position) else { return nil }
    let document = snapshot.document
    return document.phrases(ofReview: index).map { phrase in
      DocumentHighlight(
        range: document.text.range(of: phrase.range, in: document.encoding), kind: phrase.supports ? .read : .write)
    }
  }
}
