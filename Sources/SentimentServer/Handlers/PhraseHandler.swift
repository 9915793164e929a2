import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Answers with the phrases that decided: `textDocument/documentHighlight` with those of the review under the cursor,
/// `textDocument/semanticTokens/…` with those of a document.
enum PhraseHandler {
  /// What supports the label is shown as what is read, what opposes it as what is written: editors colour the two apart.
  static func highlights(_ request: DocumentHighlightRequest, in session: inout Session) -> Reply {
    let uri = ExactString(request.textDocument.uri)
    guard let document = session.documents[uri], document.isSynchronized else { return .result(.null) }
    guard document.isFound else { return .wait(uri) }
    let offset = document.text.offset(of: request.position, in: document.encoding)
    guard let index = document.review(at: offset) else { return .result(.null) }
    guard document.verdicts[index] != nil || session.isSettled(uri) else { return .wait(uri) }
    return .made {
      try JSONValue(
        encoding: document.phrases(ofReview: index).map { phrase in
          DocumentHighlight(
            range: document.text.range(of: phrase.range, in: document.encoding), kind: phrase.supports ? .read : .write)
        })
    }
  }

  static func tokens(_ request: SemanticTokensRequest, in session: inout Session) -> Reply {
    session.whenRead(ExactString(request.textDocument.uri)) { document in
      let list = SemanticTokenList(document, reviews: document.verdicts.indices)
      return SemanticTokens(resultId: document.lastTokens.replace(by: list.data).id, data: list.data)
    }
  }

  static func tokenChanges(_ request: SemanticTokensDeltaRequest, in session: inout Session) -> Reply {
    session.whenRead(ExactString(request.textDocument.uri)) { document in
      let list = SemanticTokenList(document, reviews: document.verdicts.indices)
      let (id, before) = document.lastTokens.replace(by: list.data)
      guard before.id == request.previousResultId else {
        return try JSONValue(encoding: SemanticTokens(resultId: id, data: list.data))
      }
      return try JSONValue(encoding: SemanticTokensDelta(resultId: id, edits: list.edits(from: before.data)))
    }
  }

  static func tokensOfPart(_ request: SemanticTokensRangeRequest, in session: inout Session) -> Reply {
    session.whenRead(ExactString(request.textDocument.uri)) { document in
      let offsets = document.text.offsets(of: request.range, in: document.encoding)
      return SemanticTokens(data: SemanticTokenList(document, reviews: document.reviews(in: offsets)).data)
    }
  }
}
