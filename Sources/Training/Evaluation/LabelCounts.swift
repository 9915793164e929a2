import BERT

/// How often a label was predicted, and how often correctly.
public struct LabelCounts: Sendable, Hashable {
  /// Texts that truly have the label; scikit-learn calls it support.
  public var support = 0
  /// Texts for which the model predicted the label.
  public var predicted = 0
  /// Texts for which the model predicted the label correctly.
  public var correct = 0

  /// The share of the predictions that are correct.
  public var precision: Double { share(Double(correct), of: Double(predicted)) }
  /// The share of the texts with the label that were found.
  public var recall: Double { share(Double(correct), of: Double(support)) }
  /// The harmonic mean of precision and recall.
  public var f1: Double { share(Double(2 * correct), of: Double(support + predicted)) }
  /// The share of all texts for which having or not having the label was predicted correctly.
  public func accuracy(of texts: Int) -> Double {
    share(Double(texts - support - predicted + 2 * correct), of: Double(texts))
  }
}

/// Precision, recall and F1 averaged over the labels.
public struct LabelAverages: Sendable, Hashable {
  /// The average that `macro`, `weighted` or `micro` defines.
  public var precision = 0.0
  /// The same for the recall.
  public var recall = 0.0
  /// The same for F1.
  public var f1 = 0.0
}

extension Evaluation {
  /// Each label's counts, in the order of the logits; empty for a regression.
  public var perLabel: [LabelCounts] { problem == .regression ? [] : counts }

  /// The mean over the labels.
  public var macro: LabelAverages { average { _ in 1 } }

  /// The mean over the labels, weighted by their support.
  public var weighted: LabelAverages { average { Double($0.support) } }

  /// Computed from the counts of all labels taken together.
  public var micro: LabelAverages {
    let sum = perLabel.reduce(into: LabelCounts()) { sum, label in
      sum.support += label.support
      sum.predicted += label.predicted
      sum.correct += label.correct
    }
    return LabelAverages(precision: sum.precision, recall: sum.recall, f1: sum.f1)
  }

  private func average(_ weight: (LabelCounts) -> Double) -> LabelAverages {
    let total = perLabel.reduce(0) { $0 + weight($1) }
    return perLabel.reduce(into: LabelAverages()) { average, label in
      let weight = share(weight(label), of: total)
      average.precision += weight * label.precision
      average.recall += weight * label.recall
      average.f1 += weight * label.f1
    }
  }

  /// The Matthews correlation coefficient of predictions and truth, for any number of labels (Gorodkin, "Comparing two
  /// K-category assignments by a K-category correlation coefficient", 2004); 0 where either is constant.
  public var matthewsCorrelation: Double {
    guard problem == .singleLabel else { return 0 }
    let all = Double(count)
    func sum(_ term: (LabelCounts) -> Int) -> Double { counts.reduce(0) { $0 + Double(term($1)) } }
    let covariance = Double(correct) * all - sum { $0.predicted * $0.support }
    let spread = (all * all - sum { $0.predicted * $0.predicted }) * (all * all - sum { $0.support * $0.support })
    return share(covariance, of: spread.squareRoot())
  }

  /// How often each true label (row) was predicted as each label (column); nil for independent labels, and for more
  /// than 256 labels.
  public var confusionMatrix: [[Int]]? {
    guard problem == .singleLabel, counts.count <= 256 else { return nil }
    var matrix = counts.map { _ in counts.map { _ in 0 } }
    for row in rows {
      guard case .label(let truth) = row.target, case .label(let predicted) = prediction(row.logits) else { continue }
      matrix[truth][predicted] += 1
    }
    return matrix
  }
}
