import Foundation

// B texts · L labels, or outputs

/// The loss of a regression: (output − target)², averaged over all elements, as in `torch.nn.MSELoss`.
public enum MeanSquaredError {
  /// The mean loss, and its gradient 2 · (outputs − targets) / (B · L) [B, L].
  public static func forwardAndBackward(_ outputs: Matrix, targets: Matrix) -> (loss: Double, gradient: Matrix) {
    outputs.meanLoss(targets) { output, target in
      let difference = output - target
      return (difference * difference, 2 * difference)
    }
  }
}

/// The loss of independent labels: −t · log σ(x) − (1 − t) · log(1 − σ(x)), averaged over all elements, as in
/// `torch.nn.BCEWithLogitsLoss`.
public enum BinaryCrossEntropy {
  /// σ(x)
  public static func probability(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }

  /// The mean loss, and its gradient (σ(x) − t) / (B · L) [B, L]. Targets are probabilities, mostly 0 or 1.
  public static func forwardAndBackward(_ logits: Matrix, targets: Matrix) -> (loss: Double, gradient: Matrix) {
    logits.meanLoss(targets) { logit, target in
      // −log σ(x) = max(x, 0) − x + log(1 + e^−|x|): nothing overflows, and no logarithm is taken of a rounded 0.
      (max(logit, 0) - logit * target + log1p(exp(-abs(logit))), probability(logit) - target)
    }
  }
}

extension Matrix {
  /// The mean of a loss over all elements, computed in double precision, and its gradient.
  func meanLoss(
    _ targets: Matrix, _ loss: (_ output: Double, _ target: Double) -> (loss: Double, slope: Double)
  ) -> (loss: Double, gradient: Matrix) {
    precondition(
      targets.rows == rows && targets.columns == columns,
      "targets [\(targets.rows), \(targets.columns)] for outputs [\(rows), \(columns)]")
    let size = Double(max(1, count))
    let elements = zip(self.elements, targets.elements).map { loss(Double($0), Double($1)) }
    return (
      elements.reduce(0) { $0 + $1.loss } / size,
      Matrix(rows: rows, columns: columns, elements.map { Float($0.slope / size) })
    )
  }
}
