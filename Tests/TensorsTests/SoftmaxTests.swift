import Foundation
import Testing

@testable import Tensors

struct SoftmaxTests {
  /// e^x is within 2e-7 of its value; where x itself is rounded, d · e^−d ≤ 0.37 bounds what that does to e^−d. Numerator
  /// and sum both carry that error, and the sum of n terms its roundings.
  private static func tolerance(_ columns: Int) -> Double { 4e-7 + Double(columns / 16 + 8) * unit }

  @Test(arguments: [1, 2, 15, 16, 17, 100], [Float(1), 0.125])
  func equalsThePlainLoop(columns: Int, scale: Float) {
    for (name, scores) in [
      ("small", Matrix.random(3, columns, seed: 1)), ("around 10,000", .random(3, columns, seed: 2, around: 10_000)),
      ("large", Matrix(rows: 3, columns: columns, Matrix.random(3, columns, seed: 3).elements.map { $0 * 1000 })),
      ("mostly masked", Matrix(rows: 3, columns: columns, (0..<3 * columns).map { $0 % columns == 0 ? 1 : -1e30 })),
      ("all masked", Matrix(rows: 3, columns: columns, Array(repeating: -1e30, count: 3 * columns))),
    ] {
      var p = scores
      p.mutableBlock.softmax(scale: scale)
      expectEqual(
        p, Self.reference(Plain(scores), scale), within: Self.tolerance(columns), "\(name), \(columns) columns")
      for row in 0..<3 {
        let sum = (0..<columns).reduce(0.0) { $0 + Double(p[row, $1]) }
        #expect(abs(sum - 1) <= Double(columns + 4) * unit, "\(name), row \(row) sums to \(sum)")
      }
    }
  }

  @Test func doesNotChangeElementsOutsideTheBlock() {
    var x = Matrix.random(4, 9, seed: 1)
    let before = Plain(x)
    x.mutableBlock.rows(1..<3).columns(2..<7).softmax(scale: 1)
    let inside = Self.reference(Plain(rows: 2, columns: 5) { before[$0 + 1, $1 + 2] }, 1)
    let expected = Plain(rows: 4, columns: 9) { row, column in
      (1..<3).contains(row) && (2..<7).contains(column) ? inside[row - 1, column - 2] : before[row, column]
    }
    expectEqual(x, expected, within: Self.tolerance(5))
  }

  @Test(arguments: [1, 5, 16, 35])
  func gradientMatchesFiniteDifferences(columns: Int) {
    let (x, dp) = (Matrix.random(2, columns, seed: 1), Matrix.random(2, columns, seed: 2))
    var (p, dx) = (x, dp)
    p.mutableBlock.softmax(scale: 0.5)
    dx.mutableBlock.softmaxGradient(p.block, scale: 0.5)
    // p carries forward's error twice: itself and in the mean Σ p · dp of at most 1.
    expectEqual(dx, slopes(at: Plain(x), dp) { Self.reference($0, 0.5) }, within: 2 * Self.tolerance(columns) + 1e-9)
  }

  private static func reference(_ x: Plain, _ scale: Float) -> Plain {
    var p = x
    for row in 0..<x.rows {
      let scores = (0..<x.columns).map { x[row, $0] * Double(scale) }
      let largest = scores.max() ?? 0
      let sum = scores.reduce(0) { $0 + exp($1 - largest) }
      for column in 0..<x.columns { p[row, column] = exp(scores[column] - largest) / sum }
    }
    return p
  }
}
