import JSON
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `sentiment/classify` with one object a text, in order.
enum ClassifyHandler: SessionRequestHandler {
  static func respond(to request: ClassifyRequest, in session: inout Session) -> Reply {
    let settings = session.settings.general
    let texts = request.texts.map { (ExactString($0), ModelKey(settings, for: $0)) }
    let explain = request.explain ?? false
    let details = request.details ?? false
    return .classify(
      ClassificationJob(texts, method: explain ? .quick : nil) { classifications in
        let objects = request.texts.compactMap { text in
          classifications[ExactString(text)]?.json(text: text, explain: explain, details: details)
        }
        return ["results": .array(objects)]
      })
  }
}
