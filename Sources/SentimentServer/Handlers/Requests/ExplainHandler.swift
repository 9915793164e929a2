import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// Responds to `sentiment/explain` with the classification of a text and the weight of each word.
enum ExplainHandler: SessionRequestHandler {
  static func respond(to request: ExplainRequest, in session: inout Session) throws -> Reply {
    let name = request.method ?? ExplanationMethod.full.rawValue
    guard let method = ExplanationMethod(rawValue: name) else {
      let names = ExplanationMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(
        .invalidParams, "The \"method\" of \(ExplainRequest.method) should be one of \(names), is \"\(name)\".")
    }
    let text = request.text
    let details = request.details ?? false
    let key = ModelKey(session.settings.general, for: text)
    var options = SentimentModel.Options(method: method)
    let names = (request.heads ?? []) + (request.head.map { [$0] } ?? [])
    options.heads = request.heads == nil ? .all : .named(names)
    options.explainedOutput = request.head.map { HeadOutput(head: $0, output: request.output) }
    return .classify(
      ClassificationJob([(ExactString(text), key)], options) { classifications in
        try classifications[ExactString(text)]?.checked(for: names, ExplainRequest.method)
          .json(text: text, explain: true, details: details, method: method) ?? .null
      })
  }
}
