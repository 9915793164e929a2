import Foundation
import Tensors
import TestSupport
import Testing

struct ActivationTests {
  /// The definitions and their derivatives, in double precision.
  static func value(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
    case .geluTanh: x * 0.5 * (1 + Foundation.tanh(inner(x)))
    case .relu: max(x, 0)
    case .silu: x / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    }
  }

  private static func slope(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .gelu: 0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    case .geluTanh:
      0.5 * (1 + Foundation.tanh(inner(x)))
        + 0.5 * x * (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x) / pow(cosh(inner(x)), 2)
    case .relu: x > 0 ? 1 : 0
    case .silu: 1 / (1 + exp(-x)) + x * exp(-x) / pow(1 + exp(-x), 2)
    case .tanh: 1 - pow(Foundation.tanh(x), 2)
    }
  }

  private static func inner(_ x: Double) -> Double { (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }

  /// The kernels' Φ is within 2e-7 and e^x within 2e-7 of its size, so a gate is within 2e-7 and the roundings of numbers
  /// up to 1, among them the exponent's: where that is 2u, a cubic, it costs |2u| · e^−|2u| ≤ 0.4 units. x multiplies both.
  static func tolerance(at x: Double) -> Double { abs(x) * (2e-7 + 5 * unit) }

  /// 10,241 numbers from −10 to 10: not a multiple of the widest register.
  private static let grid = (0...10_240).map { Float($0 - 5120) / 512 }
  private static let small: [Float] = [0, 1e-30, -1e-30, 1e-6, -3e-4, 0.01, 0.624, 0.626, -0.625]

  private static func row(_ elements: [Float]) -> Matrix { Matrix(rows: 1, columns: elements.count, elements) }
  private static func ones(_ count: Int) -> Matrix { row(Array(repeating: 1, count: count)) }

  @Test(arguments: Activation.allCases)
  func equalsItsDefinition(activation: Activation) {
    let y = activation.forward(Self.row(Self.grid + Self.small), in: .test).elements
    for (x, y) in zip(Self.grid + Self.small, y) {
      let expected = Self.value(activation, Double(x))
      #expect(abs(Double(y) - expected) <= Self.tolerance(at: Double(x)), "\(activation)(\(x))")
    }
  }

  @Test(arguments: Activation.allCases)
  func gradientEqualsTheDerivative(activation: Activation) {
    let dx = activation.backward(Self.ones(Self.grid.count), input: Self.row(Self.grid), in: .test).elements
    for (x, dx) in zip(Self.grid, dx) {
      // A gate within 2e-7, and roundings of numbers up to 1.2, among them x · gate · (1 − gate) and its like, which
      // doubles the gate's error and multiplies it by x while that is small.
      #expect(abs(Double(dx) - Self.slope(activation, Double(x))) <= 8e-7 + 8 * unit, "\(activation)'(\(x))")
    }
  }

  @Test(arguments: Activation.allCases)
  func gradientMatchesFiniteDifferences(activation: Activation) {
    let (x, dy) = (Matrix.random(3, 19, seed: 1), Matrix.random(3, 19, seed: 2))
    let expected = slopes(at: Plain(x), dy) { $0.map { Self.value(activation, $0) } }
    expectEqual(activation.backward(dy, input: x, in: .test), expected, within: 8e-7 + 8 * unit + 1e-9, "\(activation)")
  }

  @Test(arguments: Activation.allCases)
  func frozenGateIsTheRatioOfValueAndInput(activation: Activation) {
    let inputs = Self.grid.filter { $0 != 0 } + Self.small.filter { abs($0) > 1e-10 }
    let dx = activation.backwardFreezingGate(Self.ones(inputs.count), input: Self.row(inputs), in: .test).elements
    for (x, dx) in zip(inputs, dx) {
      let expected = Self.value(activation, Double(x)) / Double(x)
      #expect(abs(Double(dx) - expected) <= 2e-7 + 5 * unit, "\(activation)(\(x))/\(x)")
    }
    let atZero = activation.backwardFreezingGate(Self.ones(1), input: Self.row([0]), in: .test).elements
    #expect(abs(Double(atZero[0]) - (activation == .tanh ? 1 : activation == .relu ? 0 : 0.5)) <= 2e-7)
  }

  /// For large |x| the function is x or 0 (the hyperbolic tangent's 1 or −1), without overflow.
  @Test(arguments: Activation.allCases)
  func tailsAreTheIdentityAndZero(activation: Activation) {
    let x = Self.row([30, 1e10, 1e30, -30, -1e10, -1e30])
    let y = activation.forward(x, in: .test).elements
    let dx = activation.backward(Self.ones(6), input: x, in: .test).elements
    for (x, (y, dx)) in zip(x.elements, zip(y, dx)) {
      let isRight = x > 0
      let expected = activation == .tanh ? (isRight ? 1 : -1) : isRight ? x : 0
      #expect(abs(y - expected) <= Float(Self.tolerance(at: Double(x))), "\(activation)(\(x))")
      #expect(isRight || y <= 0, "\(activation)(\(x)) is no small step above zero")
      #expect(abs(dx - (isRight && activation != .tanh ? 1 : 0)) <= 4e-7, "\(activation)'(\(x))")
    }
  }
}
