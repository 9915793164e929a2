import Foundation
import Tensors
import Testing

struct GELUTests {
  /// The kernel's erf is within 4e-7, so Φ is within 2e-7 and the roundings of numbers up to 1; x multiplies both.
  static func tolerance(at x: Double) -> Double { abs(x) * (2e-7 + 3 * unit) }

  /// 10,241 numbers from −10 to 10: not a multiple of the widest register.
  private static let grid = (0...10_240).map { Float($0 - 5120) / 512 }

  @Test func equalsItsDefinitionByErf() {
    let y = GELU.forward(Matrix(rows: 1, columns: Self.grid.count, Self.grid)).elements
    for (x, y) in zip(Self.grid, y) {
      let expected = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
      #expect(abs(Double(y) - expected) <= Self.tolerance(at: Double(x)), "GELU(\(x))")
    }
  }

  @Test func gradientEqualsTheDerivative() {
    let ones = Matrix(rows: 1, columns: Self.grid.count, Array(repeating: 1, count: Self.grid.count))
    let dx = GELU.backward(ones, input: Matrix(rows: 1, columns: Self.grid.count, Self.grid)).elements
    for (x, dx) in zip(Self.grid, dx) {
      let x = Double(x)
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let expected = 0.5 * erfc(-x / 2.0.squareRoot()) + x * density
      // Φ within 2e-7 and roundings of numbers up to 1.2; rounding the exponent x²/2 costs x³ φ(x) ≤ 0.5.
      #expect(abs(Double(dx) - expected) <= 2e-7 + 8 * unit, "GELU'(\(x))")
    }
  }

  @Test func gradientMatchesFiniteDifferences() {
    let (x, dy) = (Matrix.random(3, 19, seed: 1), Matrix.random(3, 19, seed: 2))
    let expected = slopes(at: Plain(x), dy) { $0.map { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) } }
    expectEqual(GELU.backward(dy, input: x), expected, within: 2e-7 + 8 * unit + 1e-9)
  }

  /// Far out the function is x or 0, and nothing may overflow on the way.
  @Test func tailsAreTheIdentityAndZero() {
    let x = Matrix(rows: 1, columns: 6, [30, 1e10, 1e30, -30, -1e10, -1e30])
    let y = GELU.forward(x).elements
    let dx = GELU.backward(Matrix(rows: 1, columns: 6, Array(repeating: 1, count: 6)), input: x).elements
    for index in 0..<6 {
      let (x, isRight) = (x[0, index], x[0, index] > 0)
      #expect(abs(y[index] - (isRight ? x : 0)) <= Float(Self.tolerance(at: Double(x))), "GELU(\(x))")
      #expect(abs(dx[index] - (isRight ? 1 : 0)) <= 4e-7, "GELU'(\(x))")
    }
  }
}
