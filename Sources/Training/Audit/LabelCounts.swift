import BERT

/// How often a label was given and how often it held, and what follows from that.
public struct LabelCounts: Sendable, Hashable {
  /// Texts of which it held.
  public var held = 0
  /// Texts that were given it.
  public var predicted = 0
  /// Texts that were given it and of which it held.
  public var right = 0

  /// Of the texts that were given it, the share of which it held.
  public var precision: Double { share(Double(right), of: Double(predicted)) }
  /// Of the texts of which it held, the share that was given it.
  public var recall: Double { share(Double(right), of: Double(held)) }
  /// The harmonic mean of precision and recall.
  public var f1: Double { share(Double(2 * right), of: Double(held + predicted)) }
  /// Of all texts, the share that was rightly given or not given it.
  public func accuracy(of texts: Int) -> Double {
    share(Double(texts - held - predicted + 2 * right), of: Double(texts))
  }
}

/// One figure over several labels.
public struct LabelAverages: Sendable, Hashable {
  /// Mean, mean weighted by the texts of each label, and figure over all labels' texts taken together.
  public var precision = 0.0
  /// The same for the recall.
  public var recall = 0.0
  /// The same for F1.
  public var f1 = 0.0
}

extension Evaluation {
  /// Each label's counts, in the order of the logits; none of numbers.
  public var perLabel: [LabelCounts] { problem == .regression ? [] : counts }

  /// Every label counts alike.
  public var macro: LabelAverages { average { _ in 1 } }

  /// A label counts by the texts of which it holds.
  public var weighted: LabelAverages { average { Double($0.held) } }

  /// Every text and label counts alike.
  public var micro: LabelAverages {
    let sum = perLabel.reduce(into: LabelCounts()) { sum, label in
      sum.held += label.held
      sum.predicted += label.predicted
      sum.right += label.right
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

  /// Matthews' correlation of answers and truth, in its form for any number of labels (Gorodkin, "Comparing two K-category
  /// assignments by a K-category correlation coefficient", 2004); 0 where either is always the same.
  public var matthewsCorrelation: Double {
    guard problem == .singleLabel else { return 0 }
    let all = Double(count)
    func sum(_ term: (LabelCounts) -> Int) -> Double { counts.reduce(0) { $0 + Double(term($1)) } }
    let covariance = Double(correct) * all - sum { $0.predicted * $0.held }
    let spread = (all * all - sum { $0.predicted * $0.predicted }) * (all * all - sum { $0.held * $0.held })
    return share(covariance, of: spread.squareRoot())
  }

  /// How often each label (row) was taken for each (column); nil of labels that do not exclude each other, and of more
  /// than 256.
  public var confusionMatrix: [[Int]]? {
    guard problem == .singleLabel, counts.count <= 256 else { return nil }
    var matrix = counts.map { _ in counts.map { _ in 0 } }
    for row in rows {
      guard case .label(let truth) = row.target, case .label(let answer) = answer(row.logits) else { continue }
      matrix[truth][answer] += 1
    }
    return matrix
  }
}
