import BERT
import Foundation

extension Evaluation {
  /// Micro F1 for independent labels, otherwise macro F1.
  public var f1: Double { problem == .multiLabel ? micro.f1 : macro.f1 }

  /// A metric that is better the higher it is: accuracy, F1 or the negative squared error.
  public var score: Double {
    switch problem {
    case .singleLabel: accuracy
    case .multiLabel: f1
    case .regression: -loss
    }
  }

  /// All metrics that apply to the problem, by their names on the Hugging Face hub, the most important first.
  public var metrics: [(name: String, value: Double)] {
    let area = areaUnderCurve.map { [("auroc", $0)] } ?? []
    let probabilities = [("ece", expectedCalibrationError), ("brier", brierScore)]
    let averages = [
      ("precision_macro", macro.precision), ("recall_macro", macro.recall), ("f1_weighted", weighted.f1),
    ]
    switch problem {
    case .singleLabel:
      let main = [("accuracy", accuracy), ("f1_macro", macro.f1), ("loss", loss)]
      return main + averages + [("mcc", matthewsCorrelation)] + area + probabilities
    case .multiLabel:
      let main = [("f1", f1), ("f1_macro", macro.f1), ("accuracy", accuracy), ("loss", loss)]
      return main + averages + area + probabilities
    case .regression:
      return [("mse", loss), ("mae", meanAbsoluteError), ("pearson", correlation), ("r2", coefficientOfDetermination)]
    }
  }

  /// The metric of that name, as in `--metric-for-best-model`: a name of `metrics`, `f1`, `f1_avg` (the mean over the
  /// labels), `loss`, `score` or `f1_LABEL`, each with or without `eval_` in front.
  public func metric(_ name: String) -> Double? {
    let name = name.hasPrefix("eval_") ? String(name.dropFirst("eval_".count)) : name
    if let index = labels.firstIndex(where: { "f1_\($0)" == name }), problem != .regression { return counts[index].f1 }
    switch name {
    case "f1" where problem != .regression: return f1
    case "f1_avg" where problem != .regression: return macro.f1
    case "loss": return loss
    case "score": return score
    default: return metrics.first { $0.name == name }?.value
    }
  }

  /// Whether a metric is better when it is lower.
  public static func isLowerBetter(_ name: String) -> Bool {
    ["loss", "mse", "mae", "ece", "brier"].contains(name.hasPrefix("eval_") ? String(name.dropFirst(5)) : name)
  }

  /// The first metrics as text: `accuracy 0.9060 (790 of 872), f1_macro 0.9059, loss 0.2570`.
  public var sentence: String {
    let texts = problem == .singleLabel ? " (\(correct) of \(count))" : " (\(count) texts)"
    let parts = metrics.prefix(problem == .singleLabel ? 3 : 4).enumerated().map {
      $1.name + String(format: " %.4f", $1.value) + ($0 == 0 ? texts : "")
    }
    return (parts + (ignoredLabel.map { ["\($0) not judged"] } ?? [])).joined(separator: ", ")
  }
}

extension Evaluation {
  /// The predicted and the true values of a regression; empty for labels.
  var values: [(predicted: Double, truth: Double)] {
    rows.compactMap { row in
      guard case .value(let truth) = row.target else { return nil }
      return (Double(row.logits.first ?? 0), truth)
    }
  }

  /// The mean absolute error of the values.
  public var meanAbsoluteError: Double {
    share(values.reduce(0) { $0 + abs($1.predicted - $1.truth) }, of: Double(count))
  }

  /// Pearson's correlation of predicted and true values; 0 if either is constant.
  public var correlation: Double {
    let (predicted, truth, product) = deviations
    return share(product, of: (predicted * truth).squareRoot())
  }

  /// The share of the variance of the true values that is explained, R²: 1 at best, 0 for predicting their mean,
  /// negative if worse. If the true values are constant, it is 1 for exact predictions and 0 otherwise.
  public var coefficientOfDetermination: Double {
    let (_, truth, _) = deviations
    let errors = values.reduce(0) { $0 + ($1.predicted - $1.truth) * ($1.predicted - $1.truth) }
    guard values.count > 1 else { return 0 }
    return truth == 0 ? (errors == 0 ? 1 : 0) : 1 - errors / truth
  }

  /// The sums of squared differences from the means, and of their products.
  private var deviations: (predicted: Double, truth: Double, product: Double) {
    let values = values
    let (predictedMean, truthMean) = (
      share(values.reduce(0) { $0 + $1.predicted }, of: Double(values.count)),
      share(values.reduce(0) { $0 + $1.truth }, of: Double(values.count))
    )
    return values.reduce((0, 0, 0)) { sums, value in
      let (predicted, truth) = (value.predicted - predictedMean, value.truth - truthMean)
      return (sums.0 + predicted * predicted, sums.1 + truth * truth, sums.2 + predicted * truth)
    }
  }
}
