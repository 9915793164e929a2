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
