// N rows · I inner channels

/// A gated feed-forward network's function: y = activation(a) ⊙ b, for x = [a, b] (Shazeer, "GLU Variants Improve Transformer",
/// 2020).
public struct GatedActivation: Sendable, Hashable {
  /// The activation of the first half.
  public var activation: Activation

  /// Gates the second half by the activation of the first.
  public init(_ activation: Activation) { self.activation = activation }

  /// y [N, I] for x [N, 2I].
  public func forward(_ x: Matrix, in context: PassContext) -> Matrix {
    let (a, b) = x.halves
    return activation.forward(a, in: context).multipliedElements(by: b, in: context)
  }

  /// dx [N, 2I] for dy [N, I].
  public func backward(_ dy: Matrix, input x: Matrix, in context: PassContext) -> Matrix {
    let (a, b) = x.halves
    let da = activation.backward(dy.multipliedElements(by: b, in: context), input: a, in: context)
    return Matrix(da, beside: dy.multipliedElements(by: activation.forward(a, in: context), in: context))
  }

  /// dx [N, 2I] of a linear map that is y at x: the gate of the activation is frozen, and the product is shared evenly between
  /// its factors (Achtibat et al., "AttnLRP", ICML 2024, equation 15).
  ///
  /// - Parameter reference: the start [1, 2I] of the path over which gates are averaged; nil freezes them at x.
  public func backwardFreezingGate(
    _ dy: Matrix, input x: Matrix, from reference: Matrix? = nil, in context: PassContext
  ) -> Matrix {
    let ((a, b), half) = (x.halves, dy.scaled(by: 0.5))
    let dActivated = half.multipliedElements(by: b, in: context)
    let da =
      reference.map { activation.backwardFreezingMeanGate(dActivated, input: a, from: $0.halves.0, in: context) }
      ?? activation.backwardFreezingGate(dActivated, input: a, in: context)
    return Matrix(da, beside: half.multipliedElements(by: activation.forward(a, in: context), in: context))
  }
}

extension Matrix {
  /// The first and the last half of the columns.
  fileprivate var halves: (Matrix, Matrix) {
    precondition(columns % 2 == 0, "halves of \(columns) columns")
    let width = columns / 2
    let (first, second) = (
      Matrix(uninitializedRows: rows, columns: width), Matrix(uninitializedRows: rows, columns: width)
    )
    first.block.copy(from: block.columns(0..<width))
    second.block.copy(from: block.columns(width..<columns))
    return (first, second)
  }

  /// The columns of two matrices of one size beside each other.
  fileprivate init(_ first: Matrix, beside second: Matrix) {
    precondition(first.rows == second.rows && first.columns == second.columns, "\(first.rows) and \(second.rows) rows")
    self.init(uninitializedRows: first.rows, columns: 2 * first.columns)
    block.columns(0..<first.columns).copy(from: first.block)
    block.columns(first.columns..<columns).copy(from: second.block)
  }

  /// The product of each element with the same element of a matrix of this size.
  fileprivate func multipliedElements(by other: Matrix, in context: PassContext) -> Matrix {
    precondition(rows == other.rows && columns == other.columns, "\(other.rows) × \(other.columns) factors")
    let result = Matrix(uninitializedRows: rows, columns: columns)
    result.block.forRows(in: context) { rows in
      result.block.rows(rows).copy(from: block.rows(rows))
      result.block.rows(rows).multiplyElements(by: other.block.rows(rows))
    }
    return result
  }
}
