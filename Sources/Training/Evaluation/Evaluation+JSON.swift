import BERT
public import JSON
import SentimentAnalysis

extension Evaluation {
  /// All metrics as one object; null for a metric that does not exist.
  public var json: JSONObject {
    var object: JSONObject = ["texts": .integer(Int64(count))]
    for (name, value) in metrics { object[name] = number(value) }
    guard problem != .regression else {
      object["loss"] = number(loss)
      object["lengths"] = lengths
      return object
    }
    if let ignoredLabel {
      object["not_judged"] = ["label": .string(ignoredLabel), "predicted": .integer(Int64(ignoredCount))]
    }
    object["auroc"] = areaUnderCurve.map(number) ?? .null
    object["temperature"] = .double(calibration.temperature)
    object["averages"] = ["macro": json(macro), "weighted": json(weighted), "micro": json(micro)]
    let areas = areasUnderCurve
    object["labels"] = .array(
      perLabel.enumerated().map { index, label in
        [
          "label": .string(name(index)), "texts": .integer(Int64(label.support)),
          "predicted": .integer(Int64(label.predicted)), "accuracy": number(label.accuracy(of: count)),
          "precision": number(label.precision), "recall": number(label.recall), "f1": number(label.f1),
          "auroc": areas[index].map(number) ?? .null,
        ]
      })
    object["confusion_matrix"] = confusionMatrix.map { .array($0.map { .array($0.map { .integer(Int64($0)) }) }) }
    object["lengths"] = lengths
    return object
  }

  private var lengths: JSONValue {
    .array(
      byLength.map { tokens, evaluation in
        var object: JSONObject = [
          "least_tokens": .integer(Int64(tokens.lowerBound)), "most_tokens": .integer(Int64(tokens.upperBound)),
          "texts": .integer(Int64(evaluation.count)),
        ]
        for (name, value) in evaluation.metrics { object[name] = number(value) }
        return .object(object)
      })
  }

  private func json(_ average: LabelAverages) -> JSONValue {
    ["precision": number(average.precision), "recall": number(average.recall), "f1": number(average.f1)]
  }

  private func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
}
