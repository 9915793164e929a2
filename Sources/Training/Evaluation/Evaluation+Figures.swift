import BERT
import Foundation

extension Evaluation {
  /// F1: of independent labels over all labels of all texts (micro), else the labels' mean (macro).
  public var f1: Double { problem == .multiLabel ? micro.f1 : macro.f1 }

  /// What is better the higher it is: accuracy, F1 or the negative squared error.
  public var score: Double {
    switch problem {
    case .singleLabel: accuracy
    case .multiLabel: f1
    case .regression: -loss
    }
  }

  /// Every single figure that means something for the problem, by the name that the Hub gives it, the most telling first.
  public var figures: [(name: String, value: Double)] {
    let area = areaUnderCurve.map { [("auroc", $0)] } ?? []
    let probabilities = [("ece", expectedCalibrationError), ("brier", brierScore)]
    let averages = [
      ("precision_macro", macro.precision), ("recall_macro", macro.recall), ("f1_weighted", weighted.f1),
    ]
    switch problem {
    case .singleLabel:
      let answers = [("accuracy", accuracy), ("f1_macro", macro.f1), ("loss", loss)]
      return answers + averages + [("mcc", matthewsCorrelation)] + area + probabilities
    case .multiLabel:
      let answers = [("f1", f1), ("f1_macro", macro.f1), ("accuracy", accuracy), ("loss", loss)]
      return answers + averages + area + probabilities
    case .regression:
      return [("mse", loss), ("mae", absoluteError), ("pearson", correlation), ("r2", explainedVariance)]
    }
  }

  /// The figure of that name, as `--metric-for-best-model` may have it: with or without `eval_` in front, the names of
  /// `figures`, `f1`, `f1_avg` (the labels' mean), `loss`, `score`, or `f1_` with a label's name behind.
  public func figure(_ name: String) -> Double? {
    let name = name.hasPrefix("eval_") ? String(name.dropFirst("eval_".count)) : name
    if let index = labels.firstIndex(where: { "f1_\($0)" == name }), problem != .regression { return counts[index].f1 }
    switch name {
    case "f1" where problem != .regression: return f1
    case "f1_avg" where problem != .regression: return macro.f1
    case "loss": return loss
    case "score": return score
    default: return figures.first { $0.name == name }?.value
    }
  }

  /// Whether a figure is better the lower it is.
  public static func isBetterLow(_ name: String) -> Bool {
    ["loss", "mse", "mae", "ece", "brier"].contains(name.hasPrefix("eval_") ? String(name.dropFirst(5)) : name)
  }

  /// The first figures for a person: `accuracy 0.9060 (790 of 872), f1_macro 0.9059, loss 0.2570`.
  public var sentence: String {
    let texts = problem == .singleLabel ? " (\(correct) of \(count))" : " (\(count) texts)"
    let parts = figures.prefix(problem == .singleLabel ? 3 : 4).enumerated().map {
      $1.name + String(format: " %.4f", $1.value) + ($0 == 0 ? texts : "")
    }
    return parts.joined(separator: ", ")
  }
}
