import Foundation
import Tensors
import TestSupport
import Testing

// N rows · C channels
struct LayerNormTests {
  private static let epsilon: Float = 1e-5
  /// Around 1000, E[x²] − mean² would lose every digit of a variance of 1/3.
  @Test(arguments: [1, 2, 7, 16, 24, 33, 384], [Float(0), 1000])
  func forwardEqualsThePlainLoop(columns: Int, centre: Float) {
    let rows = 3
    let norm = Self.sample(columns)
    let x = Matrix.random(rows, columns, seed: 3, around: centre)
    let residual = Matrix.random(rows, columns, seed: 4)
    for residual in [nil, residual] {
      let sum = residual.map { Plain(x) + Plain($0) } ?? Plain(x)
      let expected = Self.reference(sum, norm)
      // Mean and sum carry roundings of numbers as large as `sum`, magnified by rstd; then a few of the result's size.
      let roundings = Double(columns / 16 + 6) * sum.largestMagnitude * expected.largestRstd
      let tolerance = unit * (roundings + 16 * expected.y.largestMagnitude)
      let y = norm.forward(x, adding: residual, epsilon: Self.epsilon, in: .test)
      expectEqual(y, expected.y, within: tolerance, "\(columns) columns around \(centre)")
      #expect(norm.forwardSaving(x, adding: residual, epsilon: Self.epsilon, in: .test).y.elements == y.elements)
    }
  }

  @Test func constantRowGivesTheShift() {
    let norm = Self.sample(20)
    let y = norm.forward(Matrix(rows: 1, columns: 20, Array(repeating: 0.5, count: 20)), epsilon: 1e-12, in: .test)
    #expect(y.elements == norm.shift.elements)
  }

  @Test(arguments: [2, 7, 16, 33])
  func backwardMatchesFiniteDifferences(columns: Int) {
    let norm = Self.sample(columns)
    let (x, residual) = (Matrix.random(3, columns, seed: 3), Matrix.random(3, columns, seed: 4))
    let (sum, dy) = (Plain(x) + Plain(residual), Matrix.random(3, columns, seed: 5))
    let before = LayerNorm(scale: .random(1, columns, seed: 6), shift: .random(1, columns, seed: 7))
    var gradient = before
    let (_, saved) = norm.forwardSaving(x, adding: residual, epsilon: Self.epsilon, in: .test)
    let dx = norm.backward(dy, saved, into: &gradient, in: .test)
    // Terms of size rstd, among them two means over C and a normalised row that carries forward's error.
    let rstd = Self.reference(sum, norm).largestRstd
    let tolerance = unit * Double(columns + 32) * rstd * max(1, rstd) + 1e-8
    expectEqual(dx, slopes(at: sum, dy) { Self.reference($0, norm).y }, within: tolerance, "dx")
    let scale = slopes(at: Plain(norm.scale), dy) { Self.reference(sum, $0, Plain(norm.shift)).y }
    expectEqual(gradient.scale, Plain(before.scale) + scale, within: tolerance, "dscale")
    let shift = slopes(at: Plain(norm.shift), dy) { Self.reference(sum, Plain(norm.scale), $0).y }
    expectEqual(gradient.shift, Plain(before.shift) + shift, within: tolerance, "dshift")
    #expect(norm.inputGradient(dy, saved, in: .test).elements == dx.elements)
  }

  private static func sample(_ columns: Int) -> LayerNorm {
    LayerNorm(scale: .random(1, columns, seed: 1, around: 1), shift: .random(1, columns, seed: 2))
  }

  private static func reference(_ x: Plain, _ norm: LayerNorm) -> (y: Plain, largestRstd: Double) {
    reference(x, Plain(norm.scale), Plain(norm.shift))
  }

  private static func reference(_ x: Plain, _ scale: Plain, _ shift: Plain) -> (y: Plain, largestRstd: Double) {
    var y = x
    var largest = 0.0
    for row in 0..<x.rows {
      let values = (0..<x.columns).map { x[row, $0] }
      let mean = values.reduce(0, +) / Double(x.columns)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.columns)
      let rstd = 1 / (variance + Double(epsilon)).squareRoot()
      largest = max(largest, rstd)
      for column in 0..<x.columns {
        y[row, column] = (values[column] - mean) * rstd * scale[0, column] + shift[0, column]
      }
    }
    return (y, largest)
  }
}
