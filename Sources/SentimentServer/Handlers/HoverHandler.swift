import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Answers `textDocument/hover` with what the model says of the review under the cursor, flagged or not, or over the header of
/// a table and a heading with a summary of the reviews below.
enum HoverHandler {
  static func respond(to request: HoverRequest, in session: inout Session) throws -> Reply {
    let uri = ExactString(request.textDocument.uri)
    guard let document = session.documents[uri], document.isSynchronized else { return .result(.null) }
    guard document.isFound else { return .wait(uri) }
    let text = HoverText(kind: session.hoverFormat)
    func hover(_ contents: String, over range: Range<Int>) throws -> Reply {
      .result(
        try JSONValue(
          encoding: Hover(
            contents: MarkupContent(kind: text.kind, value: contents),
            range: document.text.range(of: range, in: document.encoding))))
    }
    let offset = document.text.offset(of: request.position, in: document.encoding)
    guard let index = document.review(at: offset) else {
      let heading = document.table.found.headings.last { $0.range.contains(offset) || $0.range.upperBound == offset }
      guard let heading else { return .result(.null) }
      return try hover(text.summary(document.verdicts[heading.reviews]), over: heading.range)
    }
    session.touch(uri)
    let (range, key) = (document.table.reviews[index].range, document.table.model(ofReview: index))
    if let verdict = document.verdicts[index] {
      let model = session.models[key]?.loaded?.name ?? key.name ?? "default"
      return try hover(text.describe(verdict, document.text(ofReview: index).string, model: model), over: range)
    }
    switch session.models[key] {
    case .failed(let failure, _):
      return try hover(text.escaped("The model could not be loaded: \(failure.reason)"), over: range)
    case nil, .loading(nil, _): return try hover(text.escaped("The model is loading."), over: range)
    case .ready, .loading:
      // Whoever rests the mouse here need not wait for what is read in the background.
      session.documents[uri]?.wanted = index
      if let running = session.running, running.isBulk { running.stop.set() }
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
