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
    guard request.head == nil || method == .full || method == .quick else {
      throw ResponseError(
        .invalidParams,
        "\(ExplainRequest.method) explains a \"head\" by the methods full and quick, not by \"\(name)\".")
    }
    let text = request.text
    let details = request.details ?? false
    let key = ModelKey(session.settings.general, for: text)
    guard !key.isEnsemble || method.supportsEnsembles && !details else {
      throw ResponseError(
        .invalidParams,
        "Several models classify together, which \(ExplainRequest.method) explains without \"details\" and by the methods full, "
          + "quick and occlusion.")
    }
    var options = SentimentModel.Options(method: method)
    let names = (request.heads ?? []) + (request.head.map { [$0] } ?? [])
    options.heads = request.heads == nil ? .all : .named(names)
    options.explainedOutput = request.head.map { HeadOutput(head: $0, output: request.output) }
    return .classify(
      ClassificationJob([(ExactString(text), key)], options) { classifications in
        try classifications[ExactString(text)]?.checked(for: names, ExplainRequest.method)
          .checked(for: request.output, ofHead: request.head)
          .json(text: text, explain: true, details: details, method: method) ?? .null
      })
  }
}

extension Classification {
  /// The classification if the head has the label that a request names. A span may be missing: that is the answer.
  ///
  /// - Throws: `ResponseError` with the label that the head lacks.
  fileprivate func checked(for output: String?, ofHead name: String?) throws -> Classification {
    guard let output, let head = heads.first(where: { $0.name == name }), let labels = head.labels,
      !labels.contains(output)
    else { return self }
    throw ResponseError(
      .invalidParams,
      "The \"output\" of \(ExplainRequest.method): the head \"\(head.name)\" has no label \"\(output)\".")
  }
}
