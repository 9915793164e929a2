import JSON
import Reviews
import SentimentAnalysis

extension Document {
  /// The reviews that are read as JSON lines: line, text, label, confidence, key phrases and aspects, as far as verdicts have them.
  var jsonLines: String {
    var result = ""
    for (index, verdict) in verdicts.enumerated() {
      guard let verdict else { continue }
      let text = text(ofReview: index).string
      var object: JSONObject = [
        "line": .integer(Int64(self.text.line(at: table.reviews[index].range.lowerBound) + 1)), "text": .string(text),
        "label": .string(verdict.label),
      ]
      object["confidence"] = verdict.confidence.map { .double(Double($0)) }
      if verdict.isUncertain { object["uncertain"] = true }
      if verdict.isMixed { object["mixed"] = true }
      object["aspects"] = verdict.aspects.map { aspects in
        .array(
          aspects.map { aspect in
            [
              "text": .string(text[utf8: aspect.range]), "polarity": .string(aspect.polarity.rawValue),
              "confidence": .double(Double(aspect.confidence)),
            ]
          })
      }
      object["keyTokens"] = .array(
        verdict.phrases.map { ["text": .string(text[utf8: $0.range]), "weight": .double(Double($0.weight))] })
      result += JSONValue.object(object).serialized() + "\n"
    }
    return result
  }
}
