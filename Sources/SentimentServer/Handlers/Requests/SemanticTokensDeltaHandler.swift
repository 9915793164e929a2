import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `textDocument/semanticTokens/full/delta` with the changes of the key phrases since a result, or with all of them
/// where that result is not the last one.
enum SemanticTokensDeltaHandler: DocumentRequestHandler {
  static func respond(to request: SemanticTokensDeltaRequest, in snapshot: DocumentSnapshot) throws -> JSONValue {
    let document = snapshot.document
    let list = SemanticTokenList(document, reviews: document.verdicts.indices)
    let (id, last) = document.lastTokens.replace(by: list.data)
    guard last.id == request.previousResultId else {
      return try JSONValue(encoding: SemanticTokens(resultId: id, data: list.data))
    }
    return try JSONValue(encoding: SemanticTokensDelta(resultId: id, edits: list.edits(from: last.data)))
  }
}
