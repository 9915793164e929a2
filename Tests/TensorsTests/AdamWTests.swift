import Tensors
import TestSupport
import Testing

struct AdamWTests {
  /// torch 2.13, three steps:
  ///
  ///     p = torch.tensor([1.0, -2.0, 0.5, 0.0, 3.0])
  ///     o = torch.optim.AdamW([p], lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
  ///     for k in 1, 2, 3: p.grad = torch.tensor([0.1, -0.2, 1e-6, 0.0, 30.0]) * k; o.step(); print(p.tolist())
  @Test func followsTorch() {
    let expected: [[Double]] = [
      [0.9890000224113464, -1.9880000352859497, 0.4895990192890167, 0.0, 2.986999988555908],
      [0.9783592224121094, -1.9763603210449219, 0.47951826453208923, 0.0, 2.9743611812591553],
      [0.9678008556365967, -1.96480393409729, 0.46950286626815796, 0.0, 2.9618070125579834],
    ]
    let state: [[Double]] = [
      [0.05609999969601631, -0.11219999939203262, 5.609999789157882e-07, 0.0, 16.829999923706055],
      [0.0001399400207446888, 0.0005597600829787552, 1.3994002422243641e-14, 0.0, 12.59460163116455],
    ]
    var x = Matrix(rows: 1, columns: 5, [1, -2, 0.5, 0, 3])
    var (first, second) = (Matrix(rows: 1, columns: 5), Matrix(rows: 1, columns: 5))
    for step in 1...3 {
      // `gradientScale` halves the doubled gradient, as clipping does.
      let gradient = Matrix(rows: 1, columns: 5, [0.1, -0.2, 1e-6, 0, 30].map { $0 * 2 * Float(step) })
      AdamW().update(
        &x, gradient: gradient, first: &first, second: &second, step: step, learningRate: 1e-2, weightDecay: 0.1,
        gradientScale: 0.5, in: .test)
      check(x, expected[step - 1], relative: 4 * unit * Double(step), "step \(step)")
    }
    // β2 as a float is off by 1e-8, 1 − β2 therefore by 1e-5 of itself; the root and the correction halve and cancel it.
    check(first, state[0], relative: 8 * unit, "first moment")
    check(second, state[1], relative: 3e-5, "second moment")
  }

  @Test func withoutGradientOnlyDecays() {
    var x = Matrix(rows: 1, columns: 2, [1, -4])
    var (first, second) = (Matrix(rows: 1, columns: 2), Matrix(rows: 1, columns: 2))
    AdamW().update(
      &x, gradient: Matrix(rows: 1, columns: 2), first: &first, second: &second, step: 1, learningRate: 0.5,
      weightDecay: 0.5, gradientScale: 1, in: .test)
    #expect(x.elements == [0.75, -3])
  }

  private func check(_ actual: Matrix, _ expected: [Double], relative: Double, _ what: String) {
    for (index, value) in expected.enumerated() {
      #expect(abs(Double(actual[0, index]) - value) <= relative * abs(value), "\(what), element \(index)")
    }
  }
}
