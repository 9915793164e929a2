import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `textDocument/inlayHint` with the label behind each review, if the settings enable it.
enum InlayHintHandler: DocumentRequestHandler {
  static func requiredReviews(for request: InlayHintRequest, in snapshot: DocumentSnapshot) -> RequiredReviews {
    snapshot.document.settings.showsInlayHints ? .all : .none
  }

  static func respond(to request: InlayHintRequest, in snapshot: DocumentSnapshot) -> [InlayHint] {
    let document = snapshot.document
    guard document.settings.showsInlayHints else { return [] }
    var counter = PositionCounter(document.text, document.encoding)
    return document.reviews(in: document.text.offsets(of: request.range, in: document.encoding)).compactMap { index in
      document.verdicts[index].map { verdict in
        let end = document.table.reviews[index].range.upperBound
        counter.advance(to: end)
        return InlayHint(position: counter.position(of: end), label: plainText(verdict.heading))
      }
    }
  }
}
