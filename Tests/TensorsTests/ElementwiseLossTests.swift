import Foundation
import Tensors
import Testing

struct ElementwiseLossTests {
  private static let logits = Matrix(rows: 2, columns: 3, [0.5, -1.25, 3, 40, -40, 0])
  private static let targets = Matrix(rows: 2, columns: 3, [1, 0, 0.25, 0, 1, 1])

  /// torch 2.13:
  ///
  ///     x = torch.tensor([[0.5, -1.25, 3], [40, -40, 0]], dtype=torch.double, requires_grad=True)
  ///     t = torch.tensor([[1, 0, 0.25], [0, 1, 1]], dtype=torch.double)
  ///     l = torch.nn.MSELoss()(x, t); l.backward(); print(l.item(), x.grad.flatten().tolist())
  ///
  /// and the same with `BCEWithLogitsLoss`.
  @Test func followTorch() {
    check(
      MeanSquaredError.forwardAndBackward(Self.logits, targets: Self.targets), 548.5625,
      [
        -0.16666666666666666, -0.41666666666666663, 0.9166666666666666, 13.333333333333332, -13.666666666666666,
        -0.3333333333333333,
      ])
    check(
      BinaryCrossEntropy.forwardAndBackward(Self.logits, targets: Self.targets), 13.952956766276529,
      [
        -0.0629234447996909, 0.03711668980421814, 0.1170956878037389, 0.16666666666666666, -0.16666666666666666,
        -0.08333333333333333,
      ])
  }

  @Test func gradientsMatchFiniteDifferences() {
    let (x, t) = (Matrix.random(4, 3, seed: 1), Matrix.random(4, 3, seed: 2, around: 1).elements.map { $0 / 2 })
    let targets = Matrix(rows: 4, columns: 3, t)
    func mean(_ x: Plain, _ loss: (Double, Double) -> Double) -> Plain {
      let losses = zip(x.elements, t).map { loss($0, Double($1)) }
      return Plain(rows: 1, columns: 1) { _, _ in losses.reduce(0, +) / 12 }
    }
    let one = Matrix(rows: 1, columns: 1, [1])
    // Computed in double, rounded once; the rest is the differences' own error.
    expectEqual(
      MeanSquaredError.forwardAndBackward(x, targets: targets).gradient,
      slopes(at: Plain(x), one) { mean($0) { ($0 - $1) * ($0 - $1) } }, within: unit + 1e-9, "squared")
    expectEqual(
      BinaryCrossEntropy.forwardAndBackward(x, targets: targets).gradient,
      slopes(at: Plain(x), one) { mean($0) { -$1 * log(1 / (1 + exp(-$0))) - (1 - $1) * log(1 - 1 / (1 + exp(-$0))) } },
      within: unit + 1e-9, "binary")
  }

  @Test func extremeLogitsKeepTheirLossAndGradient() {
    let (loss, gradient) = BinaryCrossEntropy.forwardAndBackward(
      Matrix(rows: 1, columns: 4, [1e30, -1e30, 1e30, -1e30]), targets: Matrix(rows: 1, columns: 4, [1, 0, 0, 1]))
    #expect(loss == Double(Float(1e30)) / 2 && gradient.elements == [0, 0, 0.25, -0.25])
    #expect([1e30, 0, -1e30].map(BinaryCrossEntropy.probability) == [1, 0.5, 0])
  }

  @Test func noTextsHaveNoLoss() {
    let none = Matrix(rows: 0, columns: 2)
    #expect(MeanSquaredError.forwardAndBackward(none, targets: none).loss == 0)
    #expect(BinaryCrossEntropy.forwardAndBackward(none, targets: none).loss == 0)
  }

  private func check(_ actual: (loss: Double, gradient: Matrix), _ loss: Double, _ gradient: [Double]) {
    #expect(abs(actual.loss - loss) <= 1e-14 * loss)
    expectEqual(actual.gradient, Plain(rows: 2, columns: 3) { gradient[3 * $0 + $1] }, within: 14 * unit)
  }
}
