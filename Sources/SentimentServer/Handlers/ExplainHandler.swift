import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// Answers `sentiment/explain` with one object that has every word's weight.
enum ExplainHandler {
  static func respond(to request: ExplainRequest, in session: inout Session) throws -> Reply {
    let name = request.method ?? ExplanationMethod.full.rawValue
    guard let method = ExplanationMethod(rawValue: name) else {
      let names = ExplanationMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw ResponseError(
        .invalidParams, "The \"method\" of \(ExplainRequest.method) should be one of \(names), is \"\(name)\".")
    }
    let text = request.text
    let details = request.details ?? false
    return .work([text], method: method) { results in
      results[ExactString(text)]?.json(text: text, explain: true, details: details, method: method) ?? .null
    }
  }
}
