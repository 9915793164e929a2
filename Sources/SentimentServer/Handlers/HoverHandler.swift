import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Answers `textDocument/hover` with what the model says of the review under the cursor, flagged or not.
///
/// Whoever looks at one review gets the full explanation; findings keep the quick one that they were made with.
enum HoverHandler {
  static func respond(to request: HoverRequest, in session: inout Session) throws -> Reply {
    let uri = ExactString(request.textDocument.uri)
    guard let review = session.documents[uri]?.review(at: request.position), let document = session.documents[uri]
    else { return .result(.null) }

    let range = document.range(of: review)
    let format = session.hoverFormat
    func plain(_ sentence: String) throws -> Reply {
      let sentence = format == .markdown ? escaped(sentence) : sentence
      return .result(
        try JSONValue(encoding: Hover(contents: MarkupContent(kind: format, value: sentence), range: range)))
    }
    switch session.model {
    case .unloaded, .loading: return try plain("The model is loading.")
    case .failed(let failure): return try plain("The model could not be loaded: \(failure.reason)")
    case .ready(let model):
      let text = ExactString(review.text)
      let answer: Reply.Answer = { results in
        guard let classification = results[text] else { return .null }
        return try JSONValue(
          encoding: Hover(
            contents: describe(classification, of: text.value, model: model.name, as: format), range: range))
      }
      if let known = session.cache.classification(of: text, by: .full) { return .result(try answer([text: known])) }
      return .work([review.text], urgency: .hover, method: .full, answer: answer)
    }
  }
}
