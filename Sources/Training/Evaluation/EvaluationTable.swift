import BERT
import Foundation

/// The log of a training's evaluations: a line each under a header, whose columns line up however long it runs. It fits a
/// terminal of 80 columns.
///
/// ```
///                training  validation              macro     probe
///   step  epoch      loss        loss  accuracy       F1  accuracy
///    500   0.24    0.4231      0.3120    0.8693   0.8691    0.7500  best
/// ```
public struct EvaluationTable: Sendable {
  private typealias Column = (title: String, least: Int, cell: (FineTuning.Measurement) -> String)
  let problem: Problem
  let hasValidation: Bool
  let hasProbe: Bool

  /// What stands above the lines: two lines, since titles are longer than figures.
  public var header: [String] {
    let titles = columns.map { column in
      let words = column.title.split(separator: " ", maxSplits: 1).map(String.init)
      return (words.count > 1 ? words[0] : "", words.last ?? "")
    }
    return aligned([titles.map(\.0), titles.map(\.1)], leftColumns: 0, widths: widths)
  }

  /// A line; the best evaluation so far says so at its end.
  public func line(_ measurement: FineTuning.Measurement) -> String {
    let cells = aligned([columns.map { $0.cell(measurement) }], leftColumns: 0, widths: widths).joined()
    return cells + (measurement.isBest ? "  best" : "")
  }

  private var widths: [Int] {
    columns.map { column in
      column.title.split(separator: " ").reduce(column.least) { max($0, $1.count) }
    }
  }

  private var columns: [Column] {
    let progress: [Column] = [
      ("step", 6, { "\($0.step)" }), ("epoch", 5, { String(format: "%.2f", $0.epoch) }),
      ("training loss", 8, { digits($0.trainingLoss) }),
    ]
    let validation: [Column] =
      [("validation loss", 10, { digits($0.validation?.loss) })]
      + figures.map { figure in (figure.title, 7, { digits($0.validation?.figure(figure.name)) }) }
    let probe: [Column] = figures.prefix(1).map { figure in
      let title = "probe " + (figure.title.split(separator: " ").last ?? "")
      return (title, 7, { digits($0.probe?.figure(figure.name)) })
    }
    return progress + (hasValidation ? validation : []) + (hasProbe ? probe : [])
  }

  /// Those that say most of the problem, the first of them also of the probe.
  private var figures: [(title: String, name: String)] {
    switch problem {
    case .singleLabel: [("accuracy", "accuracy"), ("macro F1", "f1_macro")]
    case .multiLabel: [("micro F1", "f1"), ("macro F1", "f1_macro"), ("accuracy", "accuracy")]
    case .regression: [("mean error", "mae"), ("Pearson", "pearson"), ("R²", "r2")]
    }
  }
}
