import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `sentiment/classify` with one object a text, in order.
enum ClassifyHandler: SessionRequestHandler {
  static func respond(to request: ClassifyRequest, in session: inout Session) throws -> Reply {
    let settings = session.settings.general
    let texts = request.texts.map { (ExactString($0), ModelKey(settings, for: $0)) }
    let explain = request.explain ?? false
    let details = request.details ?? false
    guard !details || !texts.contains(where: { $0.1.isEnsemble }) else {
      throw ResponseError(
        .invalidParams, "Several models classify together, so \(ClassifyRequest.method) has no \"details\".")
    }
    var options = SentimentModel.Options(explain: explain)
    options.heads = request.heads.map { .named($0) } ?? .all
    return .classify(
      ClassificationJob(texts, options) { classifications in
        let objects = try request.texts.compactMap { text in
          try classifications[ExactString(text)]?.checked(for: request.heads, ClassifyRequest.method)
            .json(text: text, explain: explain, details: details)
        }
        return ["results": .array(objects)]
      })
  }
}

extension Classification {
  /// The classification if it has the answers of these further heads.
  ///
  /// - Throws: `ResponseError` with the name that the model lacks.
  func checked(for names: [String]?, _ method: String) throws -> Classification {
    guard let name = names?.first(where: { name in !heads.contains { $0.name == name } }) else { return self }
    throw ResponseError(.invalidParams, "The \"heads\" of \(method): the model has no head \"\(name)\".")
  }
}
