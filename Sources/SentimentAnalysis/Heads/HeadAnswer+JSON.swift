import JSON
import Reviews

extension HeadAnswer {
  /// Whether its JSON has offsets into the text.
  var hasOffsets: Bool { if case .spans = outcome { true } else { !explanations.isEmpty } }

  /// The answer as JSON: `{label: probability}`, a number or `{label: number}`, or a list of spans with `text`, `start`, `end`,
  /// `polarity` and `confidence`; spans whose type is no polarity have it as `label`.
  func json(_ scalars: ScalarOffsets) -> JSONValue {
    switch outcome {
    case .label(let scores), .independentLabels(let scores): return Self.object(scores)
    case .values(let scores): return scores.count == 1 ? .double(scores[0].probability) : Self.object(scores)
    case .spans(let spans):
      return .array(
        spans.map { span in
          var object: JSONObject = [
            "text": .string(span.text), "start": scalars[span.range.lowerBound], "end": scalars[span.range.upperBound],
          ]
          object[span.polarity == .unknown ? "label" : "polarity"] = .string(span.label)
          object["confidence"] = .double(span.confidence)
          return .object(object)
        })
    }
  }

  private static func object(_ scores: [Classification.Score]) -> JSONValue {
    .object(scores.reduce(into: JSONObject()) { $0[$1.label] = .double($1.probability) })
  }
}
