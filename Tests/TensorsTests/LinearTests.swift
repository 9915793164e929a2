import Foundation
import Tensors
import TestSupport
import Testing

// N rows · I inputs · O outputs
struct LinearTests {
  private static let sizes = [(1, 1, 1), (3, 5, 2), (2, 17, 33), (20, 8, 5)]
  /// One sum of products, as in ProductTests, and the bias.
  private static func tolerance(_ terms: Int) -> Double { Double((terms + 2) * (terms + 2)) * unit }

  @Test(arguments: sizes + [(0, 3, 4), (300, 40, 64), (5, 40, 1700)])
  func forwardEqualsThePlainLoop(n: Int, i: Int, o: Int) {
    let (linear, x) = Self.sample(n, i, o)
    let expected = Plain(x).linear(weight: Plain(linear.weight), bias: Plain(linear.bias))
    expectEqual(linear.forward(x, in: .test), expected, within: Self.tolerance(i))
    for activation in Activation.allCases {
      // Every slope is below 1.13; an activation's own error is ActivationTests's.
      expectEqual(
        linear.forward(x, then: activation, in: .test), expected.map { ActivationTests.value(activation, $0) },
        within: 1.13 * Self.tolerance(i) + ActivationTests.tolerance(at: expected.largestMagnitude), "\(activation)")
    }
  }

  @Test(arguments: sizes)
  func backwardMatchesFiniteDifferences(n: Int, i: Int, o: Int) {
    let (linear, x) = Self.sample(n, i, o)
    let (weight, bias) = (Plain(linear.weight), Plain(linear.bias))
    let dy = Matrix.random(n, o, seed: 4)
    // Gradients accumulate.
    let before = Linear(weight: .random(o, i, seed: 5), bias: .random(1, o, seed: 6))
    var gradient = before
    let dx = linear.backward(dy, input: x, into: &gradient, in: .test)
    expectEqual(
      dx, slopes(at: Plain(x), dy) { $0.linear(weight: weight, bias: bias) }, within: Self.tolerance(o) + 1e-9, "dx")
    expectEqual(
      gradient.weight,
      Plain(before.weight) + slopes(at: weight, dy) { Plain(x).linear(weight: $0, bias: bias) },
      within: Self.tolerance(n) + 1e-9, "dweight")
    expectEqual(
      gradient.bias, Plain(before.bias) + slopes(at: bias, dy) { Plain(x).linear(weight: weight, bias: $0) },
      within: Self.tolerance(n) + 1e-9, "dbias")
    #expect(linear.inputGradient(dy, in: .test).elements == dx.elements)
  }

  /// Each factor is at most 1, with a relative error of at most 2⁻⁹.
  @Test(arguments: sizes + [(300, 96, 70)])
  func bfloat16IsNearFloat32ForwardAndBackward(n: Int, i: Int, o: Int) {
    let (linear, x) = Self.sample(n, i, o)
    var rounded = linear
    rounded.precision = .bfloat16
    let dy = Matrix.random(n, o, seed: 4)
    let zeros = Linear(weight: Matrix(rows: o, columns: i), bias: Matrix(rows: 1, columns: o))
    var (gradient, reference) = (zeros, zeros)
    let (dx, expected) = (
      rounded.backward(dy, input: x, into: &gradient, in: .test),
      linear.backward(dy, input: x, into: &reference, in: .test)
    )
    func tolerance(_ terms: Int) -> Double { 1.01 * Double(terms) / 256 }
    expectEqual(rounded.forward(x, in: .test), Plain(linear.forward(x, in: .test)), within: tolerance(i), "y")
    expectEqual(dx, Plain(expected), within: tolerance(o), "dx")
    expectEqual(gradient.weight, Plain(reference.weight), within: tolerance(n), "dweight")
    #expect(gradient.bias.elements == reference.bias.elements)
  }

  private static func sample(_ n: Int, _ i: Int, _ o: Int) -> (Linear, Matrix) {
    (Linear(weight: .random(o, i, seed: 1), bias: .random(1, o, seed: 2)), .random(n, i, seed: 3))
  }
}
