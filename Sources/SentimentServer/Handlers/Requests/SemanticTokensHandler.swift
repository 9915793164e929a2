import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `textDocument/semanticTokens/full` with the key phrases of a document.
enum SemanticTokensHandler: DocumentRequestHandler {
  static func respond(to request: SemanticTokensRequest, in snapshot: DocumentSnapshot) -> SemanticTokens {
    let document = snapshot.document
    let list = SemanticTokenList(document, reviews: document.verdicts.indices)
    return SemanticTokens(resultId: document.lastTokens.replace(by: list.data).id, data: list.data)
  }
}
