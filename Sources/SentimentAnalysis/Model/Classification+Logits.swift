import BERT
import Reviews

extension Classification {
  /// Reads a head's output as the model's problem type says: one label by softmax, independent labels by sigmoid each, a
  /// value as it is.
  ///
  /// - Parameter logits: one a label, at least one.
  init(
    logits: [Float], labels: [String], problem: Problem, rule: PolarityRule, calibration: Calibration = .none
  ) {
    let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0  // the first of equals
    label = labels[best]
    self.logits = logits
    uncertainBelow = calibration.uncertainBelow
    let values = calibration.probabilities(logits, problem)
    let scores = zip(labels, values).map { Score(label: $0, probability: $1) }
    switch problem {
    case .regression:
      outcome = .value(values[best])
      polarity = rule.polarity(ofValue: values[best])
    case .singleLabel:
      outcome = .label(scores)
      polarity = rule.polarities[best]
    case .multiLabel:
      outcome = .independentLabels(scores)
      polarity = logits[best] >= Problem.leastHoldingLogit ? rule.polarities[best] : .unknown
    }
    // What overflowed says nothing.
    if !logits.allSatisfy(\.isFinite) { polarity = .unknown }
  }

  /// The independent labels that hold, in the model's order; nil where labels exclude each other.
  public var holdingLabels: [String]? {
    guard case .independentLabels(let scores) = outcome else { return nil }
    return zip(scores, logits).filter { $1 >= Problem.leastHoldingLogit }.map(\.0.label)
  }
}
