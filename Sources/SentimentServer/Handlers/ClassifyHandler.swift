import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Answers `sentiment/classify` with one object a text, in order.
enum ClassifyHandler {
  static func respond(to request: ClassifyRequest, in session: inout Session) -> Reply {
    let explain = request.explain ?? false
    let details = request.details ?? false
    return .work(request.texts, method: explain ? .quick : nil) { results in
      let objects = request.texts.compactMap { text in
        results[ExactString(text)]?.json(text: text, explain: explain, details: details)
      }
      return ["results": .array(objects)]
    }
  }
}
