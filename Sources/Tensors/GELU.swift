/// The Gaussian error linear unit, GELU(x) = x · Φ(x), in its exact form by erf (Hendrycks & Gimpel, 2016).
public enum GELU {
  /// y, of x's shape.
  public static func forward(_ x: Matrix) -> Matrix {
    let y = Matrix(uninitializedRows: x.rows, columns: x.columns)
    y.block.forRows { rows in y.block.rows(rows).gelu(of: x.block.rows(rows)) }
    return y
  }

  /// dx = dy · (Φ(x) + x · φ(x)), all of one shape.
  public static func backward(_ dy: Matrix, input x: Matrix) -> Matrix {
    let dx = Matrix(uninitializedRows: x.rows, columns: x.columns)
    dx.block.forRows { rows in dx.block.rows(rows).geluGradient(at: x.block.rows(rows), dy.block.rows(rows)) }
    return dx
  }

  /// dx = dy · Φ(x), the gradient with the gate Φ held at its value: GELU as the linear map that it was for this input.
  public static func backwardHoldingGate(_ dy: Matrix, input x: Matrix) -> Matrix {
    let dx = Matrix(uninitializedRows: x.rows, columns: x.columns)
    dx.block.forRows { rows in dx.block.rows(rows).geluGate(at: x.block.rows(rows), dy.block.rows(rows)) }
    return dx
  }
}
