import Foundation

/// The hyperbolic tangent; only poolers use it, on one row a text, so the C library's is fast enough.
public enum Tanh {
  /// y, of x's shape.
  public static func forward(_ x: Matrix) -> Matrix {
    Matrix(rows: x.rows, columns: x.columns, x.elements.map { tanh($0) })
  }

  /// dx = dy · (1 − y²), from the result y of the forward pass.
  public static func backward(_ dy: Matrix, output y: Matrix) -> Matrix {
    Matrix(rows: y.rows, columns: y.columns, zip(dy.elements, y.elements).map { $0 * (1 - $1 * $1) })
  }

  /// dx = dy · tanh(x)/x, the gradient with that ratio held at its value (1 at 0).
  public static func backwardHoldingGate(_ dy: Matrix, input x: Matrix) -> Matrix {
    Matrix(rows: x.rows, columns: x.columns, zip(dy.elements, x.elements).map { $1 == 0 ? $0 : $0 * tanh($1) / $1 })
  }
}
