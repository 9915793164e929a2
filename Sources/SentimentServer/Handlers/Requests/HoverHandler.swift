import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Responds to `textDocument/hover` with the verdict on the review at the position, or with a summary where the position is in
/// a heading or the header of a table. On an aspect it also shows the words that decided the aspect's polarity.
enum HoverHandler: DocumentRequestHandler {
  static func requiredReviews(for request: HoverRequest, in snapshot: DocumentSnapshot) -> RequiredReviews {
    guard let index = snapshot.review(at: request.position) else { return .none }
    switch snapshot.models[snapshot.document.table.model(ofReview: index)] {
    // The hover says so.
    case nil, .failed, .loading(nil, _): return .none
    case .ready, .loading: return .one(index)
    }
  }

  static func classification(for request: HoverRequest, in snapshot: DocumentSnapshot) -> ClassificationJob? {
    let document = snapshot.document
    let offset = document.text.offset(of: request.position, in: document.encoding)
    // This runs on the message loop, where the text of a long review would take too long.
    guard let index = document.review(at: offset), let verdict = document.verdicts[index],
      verdict.aspects?.isEmpty == false, document.table.reviews[index].range.count <= TextEncoder.longText,
      let model = snapshot.models[document.table.model(ofReview: index)]?.loaded, let head = model.aspectHead
    else { return nil }
    let text = document.text(ofReview: index)
    guard let aspect = verdict.aspects?.first(where: { text.documentRange(of: $0.range).contains(offset) }) else {
      return nil
    }
    let exact = ExactString(text.string)
    var options = SentimentModel.Options()
    options.heads = .named([head])
    options.explainedOutput = HeadOutput(head: head, span: aspect.range, method: .full)
    let format = HoverText(kind: snapshot.preferredFormat)
    let range = document.text.range(of: text.documentRange(of: aspect.range), in: document.encoding)
    return ClassificationJob([(exact, document.table.model(ofReview: index))], options) { classifications in
      let explanations = classifications[exact]?.heads.first { $0.name == head }?.explanations
      let contents = format.describe(
        verdict, exact.value, aspect: (aspect, explanations?.first), model: model.name)
      return try JSONValue(encoding: Hover(contents: MarkupContent(kind: format.kind, value: contents), range: range))
    }
  }

  static func respond(to request: HoverRequest, in snapshot: DocumentSnapshot) -> Hover? {
    let document = snapshot.document
    let text = HoverText(kind: snapshot.preferredFormat)
    func hover(_ range: Range<Int>, _ contents: String) -> Hover {
      Hover(
        contents: MarkupContent(kind: text.kind, value: contents),
        range: document.text.range(of: range, in: document.encoding))
    }
    guard let index = snapshot.review(at: request.position) else {
      let offset = document.text.offset(of: request.position, in: document.encoding)
      let heading = document.table.found.headings.last { $0.range.contains(offset) || $0.range.upperBound == offset }
      return heading.map { hover($0.range, text.summary(document.verdicts[$0.reviews])) }
    }
    let (review, key) = (document.table.reviews[index], document.table.model(ofReview: index))
    if let verdict = document.verdicts[index] {
      let model = snapshot.models[key]?.loaded?.name ?? key.name ?? "default"
      return hover(review.range, text.describe(verdict, document.text(ofReview: index).string, model: model))
    }
    switch snapshot.models[key] {
    case .failed(let failure, _):
      return hover(review.range, text.line("The model could not be loaded: \(failure.reason)"))
    case nil, .loading: return hover(review.range, text.line("The model is loading."))
    case .ready: return nil
    }
  }
}

extension DocumentSnapshot {
  /// The first format of hovers in the client's order of preference that is supported.
  fileprivate var preferredFormat: MarkupContent.Kind {
    (client.textDocument?.hover?.contentFormat ?? []).lazy.compactMap(MarkupContent.Kind.init).first ?? .plaintext
  }
}
