import BERT
import SentimentAnalysis

extension Report {
  /// The figures of a further head.
  func section(ofTask task: TaskEvaluation) -> HTML {
    let metrics = task.metrics.map { metric in [HTML.text(metric.name), .text(digits(metric.value))] }
    let all = HTML.table("All texts taken together", ["figure", "value"], metrics)
    switch task.figures {
    case .labels(let evaluation):
      let rows = evaluation.perLabel.enumerated().map { index, label in row(evaluation.name(index), label) }
      return section("Head \(task.name)", task.sentence, all, labels(rows))
    case .spans(let evaluation):
      let rows = zip(evaluation.labels, evaluation.perLabel).map { row($0, $1) }
      return section(
        "Head \(task.name)", task.sentence + ". A span is correct if its ends and its label are.", all, labels(rows))
    }
  }

  private func row(_ name: String, _ label: LabelCounts) -> [HTML] {
    [.text(shortened(name, 60))] + [label.precision, label.recall, label.f1].map { .text(digits($0)) }
      + [.text("\(label.support)"), .text("\(label.predicted)")]
  }

  private func labels(_ rows: [[HTML]]) -> HTML {
    .table("Figures by label", ["label", "precision", "recall", "F1", "true", "predicted"], Array(rows.prefix(100)))
  }
}
