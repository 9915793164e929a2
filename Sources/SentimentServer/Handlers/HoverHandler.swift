import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Tensors

/// Answers `textDocument/hover` with what the model says of the review under the cursor, flagged or not, or over the header of
/// a table and a heading with a summary of the reviews below.
enum HoverHandler {
  static func respond(to request: HoverRequest, in session: inout Session) throws -> Reply {
    let uri = ExactString(request.textDocument.uri)
    guard let document = session.documents[uri], document.isSynchronized else { return .result(.null) }
    guard document.isFound else { return .wait(uri) }
    let text = HoverText(kind: session.hoverFormat)
    let (documentText, encoding) = (document.text, document.encoding)
    /// What is shown is made beside the message loop: it goes through the whole review.
    func hover(_ range: Range<Int>, _ contents: @escaping @Sendable () -> String) -> Reply {
      .made {
        try JSONValue(
          encoding: Hover(
            contents: MarkupContent(kind: text.kind, value: contents()),
            range: documentText.range(of: range, in: encoding)))
      }
    }
    let offset = document.text.offset(of: request.position, in: document.encoding)
    guard let index = document.review(at: offset) else {
      let heading = document.table.found.headings.last { $0.range.contains(offset) || $0.range.upperBound == offset }
      guard let heading else { return .result(.null) }
      let verdicts = document.verdicts[heading.reviews]
      return hover(heading.range) { text.summary(verdicts) }
    }
    session.touch(uri)
    let (review, key) = (document.table.reviews[index], document.table.model(ofReview: index))
    if let verdict = document.verdicts[index] {
      let model = session.models[key]?.loaded?.name ?? key.name ?? "default"
      return hover(review.range) { text.describe(verdict, review.text(in: documentText.bytes).string, model: model) }
    }
    switch session.models[key] {
    case .failed(let failure, _):
      return hover(review.range) { text.line("The model could not be loaded: \(failure.reason)") }
    case nil, .loading(nil, _): return hover(review.range) { text.line("The model is loading.") }
    case .ready, .loading:
      // Whoever rests the mouse here need not wait for what is read in the background.
      session.documents[uri]?.wanted = index
      if let batch = session.running[.short], batch.isBulk { batch.stop.cancel() }
      return .wait(uri)
    }
  }
}

extension Session {
  /// What the client likes to be shown best.
  fileprivate var hoverFormat: MarkupContent.Kind {
    (client.textDocument?.hover?.contentFormat ?? []).lazy.compactMap(MarkupContent.Kind.init).first ?? .plaintext
  }
}
