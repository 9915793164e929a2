public import BERT
import Foundation

/// The log of a training's evaluations: a line each under one header, whose columns line up however long it runs.
///
/// ```
///   step   epoch  training loss  validation loss  accuracy  macro F1
///    500    0.24         0.4231           0.3120    0.8693    0.8691
/// ```
public struct EvaluationTable {
  private let problem: Problem
  private let others: [String]
  private var hasHeader = false

  /// - Parameter others: further columns, behind those that fit the problem.
  public init(_ problem: Problem, others: [String] = []) {
    self.problem = problem
    self.others = others
  }

  /// The next line, with the header before the first; nil stands for what was not measured.
  public mutating func lines(
    step: Int, epoch: Double, trainingLoss: Double?, _ evaluation: Evaluation, others values: [Double?] = []
  ) -> [String] {
    let titles = ["step", "epoch", "training loss", "validation loss"] + figures.map(\.title) + others
    let measured = evaluation.figures
    let cells =
      ["\(step)", String(format: "%.2f", epoch), digits(trainingLoss), digits(evaluation.loss)]
      + figures.map { figure in digits(measured.first { $0.name == figure.name }?.value) }
      + values.map(digits)
    let widths = titles.map { max($0.count, 7) }
    defer { hasHeader = true }
    return (hasHeader ? [] : aligned([titles], leftColumns: 0, widths: widths))
      + aligned([cells], leftColumns: 0, widths: widths)
  }

  private var figures: [(title: String, name: String)] {
    switch problem {
    case .singleLabel: [("accuracy", "accuracy"), ("macro F1", "f1_macro")]
    case .multiLabel: [("micro F1", "f1"), ("macro F1", "f1_macro"), ("accuracy", "accuracy")]
    case .regression: [("mean error", "mae"), ("Pearson", "pearson"), ("R²", "r2")]
    }
  }
}
