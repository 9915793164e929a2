import JSON
import JSONRPC
import LanguageServerProtocol
import SentimentAnalysis

/// Answers `sentiment/classify` with one object a text, in order, and `sentiment/explain` with one that has every word's weight.
enum ClassifyHandler {
  static func classify(_ request: ClassifyRequest, in session: inout Session) -> Reply {
    let explain = request.explain ?? false
    let details = request.details ?? false
    return .work(request.texts, method: explain ? .quick : nil) { results in
      let objects = request.texts.compactMap { text in
        results[ExactString(text)]?.json(text: text, explain: explain, details: details)
      }
      return ["results": .array(objects)]
    }
  }

  static func explain(_ request: ExplainRequest, in session: inout Session) throws -> Reply {
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
