import Files
import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `workspace/symbol` with the negative reviews of all open documents or, if there is a query, with the reviews
/// whose label or text contains it.
enum WorkspaceSymbolHandler: SessionRequestHandler {
  private static let symbolLimit = 2000

  static func respond(to request: WorkspaceSymbolRequest, in session: inout Session) -> Reply {
    for uri in session.documents.order where !session.isSettled(uri) { return .wait(.reviews(of: uri)) }
    let documents = session.documents.order.reversed().compactMap { session.documents[$0] }.filter(\.isIncluded)
    let query = request.query.lowercased()
    return .computed {
      var symbols: [SymbolInformation] = []
      for document in documents {
        let container = document.path?.lastComponent?.string
        var counter = PositionCounter(document.text, document.encoding)
        for (index, verdict) in document.verdicts.enumerated() where symbols.count < symbolLimit {
          guard let verdict else { continue }
          let matches =
            query.isEmpty
            ? verdict.reportedPolarity == .negative
            : "\(verdict.heading) \(document.text(ofReview: index).string)".lowercased().contains(query)
          if matches { symbols.append(SymbolInformation(index, of: document, &counter, container: container)) }
        }
      }
      return try JSONValue(encoding: symbols)
    }
  }
}
