import BERT
import Foundation

/// The log of a training's evaluations: a header and one line per evaluation, in fixed columns that fit a terminal of
/// 80 columns.
///
/// ```
///                training  validation              macro     probe
///   step  epoch      loss        loss  accuracy       F1  accuracy
///    500   0.24    0.4231      0.3120    0.8693   0.8691    0.7500  best
/// ```
public struct EvaluationTable: Sendable {
  private typealias Column = (title: String, minimumWidth: Int, cell: (FineTuning.Measurement) -> String)
  let problem: Problem
  let hasValidation: Bool
  let hasProbe: Bool
  /// The further heads with validation texts.
  var tasks: [(name: String, kind: TaskHead.Kind)] = []

  /// The header: two lines, since titles are longer than numbers.
  public var header: [String] {
    let titles = columns.map { column in
      let words = column.title.split(separator: " ", maxSplits: 1).map(String.init)
      return (words.count > 1 ? words[0] : "", words.last ?? "")
    }
    return aligned([titles.map(\.0), titles.map(\.1)], leftColumns: 0, widths: widths)
  }

  /// The line of an evaluation, with "best" at its end if no earlier one was better.
  public func line(_ measurement: FineTuning.Measurement) -> String {
    let cells = aligned([columns.map { $0.cell(measurement) }], leftColumns: 0, widths: widths).joined()
    return cells + (measurement.isBest ? "  best" : "")
  }

  private var widths: [Int] {
    columns.map { column in
      column.title.split(separator: " ").reduce(column.minimumWidth) { max($0, $1.count) }
    }
  }

  private var columns: [Column] {
    let progress: [Column] = [
      ("step", 6, { "\($0.step)" }), ("epoch", 5, { String(format: "%.2f", $0.epoch) }),
      ("training loss", 8, { digits($0.trainingLoss) }),
    ]
    let validation: [Column] =
      [("validation loss", 10, { digits($0.validation?.loss) })]
      + metrics.map { metric in (metric.title, 7, { digits($0.validation?.metric(metric.name)) }) }
    let probe: [Column] = metrics.prefix(1).map { metric in
      let title = "probe " + (metric.title.split(separator: " ").last ?? "")
      return (title, 7, { digits($0.probe?.metric(metric.name)) })
    }
    let further: [Column] = tasks.map { task in
      let name = Self.metric(of: task.kind)
      return (
        "\(task.name) \(name.title)", 7,
        { measurement in
          let found = measurement.tasks.first { $0.name == task.name }
          return digits(found?.metrics.first { $0.name == name.name }?.value)
        }
      )
    }
    return progress + (hasValidation ? validation : []) + further + (hasProbe ? probe : [])
  }

  /// The most important metric of a further head.
  private static func metric(of kind: TaskHead.Kind) -> (title: String, name: String) {
    switch kind {
    case .exclusive: ("accuracy", "accuracy")
    case .independent: ("F1", "f1_macro")
    case .number: ("error", "mae")
    case .spans: ("F1", "f1")
    }
  }

  /// The most important metrics of the problem; the first is also shown for the probe.
  private var metrics: [(title: String, name: String)] {
    switch problem {
    case .singleLabel: [("accuracy", "accuracy"), ("macro F1", "f1_macro")]
    case .multiLabel: [("micro F1", "f1"), ("macro F1", "f1_macro"), ("accuracy", "accuracy")]
    case .regression: [("mean error", "mae"), ("Pearson", "pearson"), ("R²", "r2")]
    }
  }
}
