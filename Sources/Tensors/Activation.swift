/// The nonlinear function of a feed-forward network. Each is x times a gate in 0...1.
public enum Activation: Sendable, Hashable, CaseIterable {
  /// x · Φ(x), in its exact form by erf (Hendrycks & Gimpel, 2016).
  case gelu
  /// The same paper's approximation, x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
  case geluTanh
  /// max(x, 0).
  case relu
  /// x / (1 + e^−x), also known as swish.
  case silu
  /// The hyperbolic tangent.
  case tanh

  /// y, of x's shape.
  public func forward(_ x: Matrix, in context: PassContext) -> Matrix {
    let y = Matrix(uninitializedRows: x.rows, columns: x.columns)
    y.block.forRows(in: context) { rows in y.block.rows(rows).activate(x.block.rows(rows), self) }
    return y
  }

  /// dx = dy · activation'(x), all of one shape.
  public func backward(_ dy: Matrix, input x: Matrix, in context: PassContext) -> Matrix {
    let dx = Matrix(uninitializedRows: x.rows, columns: x.columns)
    dx.block.forRows(in: context) { rows in
      dx.block.rows(rows).activationGradient(at: x.block.rows(rows), dy.block.rows(rows), self)
    }
    return dx
  }

  /// dx = dy · activation(x)/x, the gradient with the gate frozen: the activation becomes a linear map.
  public func backwardFreezingGate(_ dy: Matrix, input x: Matrix, in context: PassContext) -> Matrix {
    let dx = Matrix(uninitializedRows: x.rows, columns: x.columns)
    dx.block.forRows(in: context) { rows in
      dx.block.rows(rows).activationGate(at: x.block.rows(rows), dy.block.rows(rows), self)
    }
    return dx
  }

  /// dx = dy · the mean of the gates on the way from a reference [1, C] to each row of x [N, C], taken at a sixth, a half and
  /// five sixths of it.
  public func backwardFreezingMeanGate(
    _ dy: Matrix, input x: Matrix, from reference: Matrix, in context: PassContext
  ) -> Matrix {
    let dx = Matrix(uninitializedRows: x.rows, columns: x.columns)
    dx.block.forRows(in: context) { rows in
      dx.block.rows(rows).activationMeanGate(
        at: x.block.rows(rows), from: reference.block, dy.block.rows(rows), self)
    }
    return dx
  }
}
