import Foundation

// B texts · L labels

/// The loss of a classifier with exclusive labels: −log softmax(logits)[target], averaged over the texts.
public enum CrossEntropy {
  /// softmax(logits) of one text [L].
  public static func probabilities(_ logits: [Double]) -> [Double] { logProbabilities(logits).map { exp($0) } }

  /// log softmax(logits) [L], shifted by the maximum: nothing overflows, and no probability becomes 0 before its logarithm
  /// is taken.
  static func logProbabilities(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let logSum = log(logits.reduce(0) { $0 + exp($1 - largest) })
    return logits.map { $0 - largest - logSum }
  }

  /// The mean loss over the texts, and its gradient (p − onehot(target)) / B [B, L].
  ///
  /// With weights w and smoothing ε it is `torch.nn.CrossEntropyLoss(weight=w, label_smoothing=ε)`: the loss of a text with
  /// label y is (1 − ε) · w[y] · −log p[y] + ε/L · Σ over labels of w · −log p, and the sum is divided by Σ w[y]. With ε alone
  /// it is transformers' `LabelSmoother`.
  ///
  /// The loss of a text without a label is 1/L · Σ over labels of w · −log p, whose minimum has equally likely labels (Lee et
  /// al., "Training Confidence-calibrated Classifiers for Detecting Out-of-Distribution Samples", ICLR 2018, equation 1). Its
  /// weight is the mean of the weights.
  ///
  /// - Parameters:
  ///   - targets: the label of each text; nil for none.
  ///   - weights: the positive weight of each label; nil makes all labels equal.
  public static func forwardAndBackward(
    _ logits: Matrix, targets: [Int?], weights: [Double]? = nil, smoothing: Double = 0
  ) -> (loss: Double, gradient: Matrix) {
    precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) texts")
    let labels = 0..<logits.columns
    let weights = weights ?? [Double](repeating: 1, count: logits.columns)
    precondition(weights.count == logits.columns, "\(weights.count) weights for \(logits.columns) labels")
    let meanWeight = weights.reduce(0, +) / Double(max(1, weights.count))
    let total = targets.isEmpty ? 1 : targets.reduce(0) { $0 + ($1.map { weights[$0] } ?? meanWeight) }
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)  // [B, L]
    var loss = 0.0
    for (row, target) in targets.enumerated() {
      let logProbabilities = logProbabilities(labels.map { Double(logits[row, $0]) })
      // The factors of −log p; without weights and smoothing the one-hot target. A text without a label is all smoothing.
      let smoothing = target == nil ? 1 : smoothing
      let shares = labels.map { label in
        smoothing / Double(labels.count) * weights[label] + (label == target ? (1 - smoothing) * weights[label] : 0)
      }
      let sum = shares.reduce(0, +)
      for label in labels {
        if shares[label] != 0 { loss -= shares[label] * logProbabilities[label] }
        gradient[row, label] = Float((sum * exp(logProbabilities[label]) - shares[label]) / total)
      }
    }
    return (loss / total, gradient)
  }
}
