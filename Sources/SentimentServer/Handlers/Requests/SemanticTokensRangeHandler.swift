import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `textDocument/semanticTokens/range` with the key phrases in a part of a document.
enum SemanticTokensRangeHandler: DocumentRequestHandler {
  static func respond(to request: SemanticTokensRangeRequest, in snapshot: DocumentSnapshot) -> SemanticTokens {
    let document = snapshot.document
    let offsets = document.text.offsets(of: request.range, in: document.encoding)
    return SemanticTokens(data: SemanticTokenList(document, reviews: document.reviews(in: offsets)).data)
  }
}
