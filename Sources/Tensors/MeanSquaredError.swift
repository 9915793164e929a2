// B texts · L outputs

/// The loss of a regression: (output − target)², averaged over all elements, as `torch.nn.MSELoss` has it.
public enum MeanSquaredError {
  /// The mean loss, and its gradient 2 · (outputs − targets) / (B · L) [B, L].
  public static func forwardAndBackward(_ outputs: Matrix, targets: Matrix) -> (loss: Double, gradient: Matrix) {
    outputs.meanLoss(targets) { output, target in
      let difference = output - target
      return (difference * difference, 2 * difference)
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
