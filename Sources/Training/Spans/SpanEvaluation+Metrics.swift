import Foundation

extension SpanEvaluation {
  /// Computed from the counts of all labels taken together.
  public var micro: LabelAverages {
    LabelAverages(precision: total.precision, recall: total.recall, f1: total.f1)
  }

  /// The mean over the labels that occur in truth or prediction.
  public var macro: LabelAverages { average { $0.support + $0.predicted > 0 ? 1 : 0 } }

  /// The mean over the labels, weighted by their number of true spans.
  public var weighted: LabelAverages { average { Double($0.support) } }

  private func average(_ weight: (LabelCounts) -> Double) -> LabelAverages {
    let total = perLabel.reduce(0) { $0 + weight($1) }
    return perLabel.reduce(into: LabelAverages()) { average, label in
      let weight = share(weight(label), of: total)
      average.precision += weight * label.precision
      average.recall += weight * label.recall
      average.f1 += weight * label.f1
    }
  }

  /// All metrics, the most important first.
  public var metrics: [(name: String, value: Double)] {
    [
      ("f1", micro.f1), ("precision", micro.precision), ("recall", micro.recall), ("f1_macro", macro.f1),
      ("f1_boundaries", boundaries.f1), ("polarity_accuracy", polarityAccuracy), ("loss", loss),
    ]
  }

  /// The metric of that name, as in `--metric-for-best-model`: a name of `metrics`, `score` (the micro F1) or `f1_LABEL`,
  /// each with or without `eval_` in front.
  public func metric(_ name: String) -> Double? {
    let name = name.hasPrefix("eval_") ? String(name.dropFirst("eval_".count)) : name
    if let metric = metrics.first(where: { $0.name == name }) { return metric.value }
    if name == "score" { return micro.f1 }
    return zip(labels, perLabel).first { "f1_\($0.0)" == name }?.1.f1
  }

  /// The metrics that were measured, as text: `f1 0.4060 (464 texts, 1,249 spans), precision 0.4273, …`.
  public var sentence: String {
    let size = " (\(counted(texts, "text")), \(counted(total.support, "span")))"
    let measured = metrics.filter { metric in
      switch metric.name {
      case "polarity_accuracy": givenCount > 0
      case "loss": words > 0
      default: true
      }
    }
    let parts = measured.enumerated().map { index, metric in
      metric.name + String(format: " %.4f", metric.value) + (index == 0 ? size : "")
    }
    return parts.joined(separator: ", ")
  }
}
