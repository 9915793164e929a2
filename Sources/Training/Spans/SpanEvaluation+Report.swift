public import JSON

extension SpanEvaluation {
  /// All metrics as the lines of aligned tables for a terminal.
  public func lines() -> [String] {
    var blocks = [[sentence], aligned(table)]
    if givenCount > 0 {
      blocks.append(["polarity accuracy \(digits(polarityAccuracy)) on \(counted(givenCount, "given span"))"])
    }
    if let mixed {
      blocks.append([
        "mixed texts: F1 \(digits(mixed.f1)), \(mixed.support) true, \(mixed.predicted) predicted, \(mixed.correct) both"
      ])
    }
    return Array(blocks.joined(separator: [""]))
  }

  private var table: [[String]] {
    let labels = zip(labels, perLabel).map { [cell(ofLabel: $0)] + cells($1) }
    let averages = [("micro", micro), ("macro", macro), ("weighted", weighted)].map { name, average in
      ["(\(name))", digits(average.precision), digits(average.recall), digits(average.f1)]
    }
    return [["label", "precision", "recall", "F1", "spans", "predicted"]] + labels + averages
      + [["(boundaries)"] + cells(boundaries)]
  }

  private func cells(_ counts: LabelCounts) -> [String] {
    [counts.precision, counts.recall, counts.f1].map(digits) + ["\(counts.support)", "\(counts.predicted)"]
  }

  /// All metrics as one object; null for a metric that is not finite.
  public var json: JSONObject {
    var object: JSONObject = [
      "texts": .integer(Int64(texts)), "spans": .integer(Int64(total.support)),
      "given_spans": .integer(Int64(givenCount)),
    ]
    for (name, value) in metrics { object[name] = number(value) }
    object["averages"] = ["micro": json(micro), "macro": json(macro), "weighted": json(weighted)]
    object["boundaries"] = .object(json(boundaries))
    object["mixed"] = mixed.map { counts in
      var object = json(counts)
      object["texts"] = object["spans"]
      object["spans"] = nil
      return .object(object)
    }
    object["labels"] = .array(
      zip(labels, perLabel).map { label, counts in
        var object: JSONObject = ["label": .string(label)]
        for (name, value) in json(counts) { object[name] = value }
        return .object(object)
      })
    return object
  }

  private func json(_ counts: LabelCounts) -> JSONObject {
    [
      "spans": .integer(Int64(counts.support)), "predicted": .integer(Int64(counts.predicted)),
      "correct": .integer(Int64(counts.correct)), "precision": number(counts.precision),
      "recall": number(counts.recall), "f1": number(counts.f1),
    ]
  }

  private func json(_ average: LabelAverages) -> JSONValue {
    ["precision": number(average.precision), "recall": number(average.recall), "f1": number(average.f1)]
  }

  private func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
}
