import Foundation
import Tensors
import Testing

struct CrossEntropyTests {
  @Test(
    arguments: [
      // Equal logits: log 3.
      ([[0, 0, 0]], [1], log(3.0)),
      // The mean of log(1 + e^−1) and log(1 + e).
      ([[1, 0], [1, 0]], [0, 1], (log(1 + exp(-1.0)) + log(1 + exp(1.0))) / 2),
      // Beyond what exp can hold, whichever side is right.
      ([[1000, -1000]], [0], 0),
      ([[1000, -1000]], [1], 2000),
      ([[-1e30, 1e30]], [0], 2 * Double(Float(1e30))),
      ([[1e4, 1e4, -1e4]], [1], log(2.0)),
      // One label is always right; no text loses nothing.
      ([[5]], [0], 0),
      ([], [], 0),
    ] as [([[Float]], [Int], Double)])
  func lossIsTheMeanNegativeLogLikelihood(logits: [[Float]], targets: [Int], loss: Double) {
    let matrix = Matrix(rows: logits.count, columns: logits.first?.count ?? 2, logits.flatMap { $0 })
    let (actual, gradient) = CrossEntropy.forwardAndBackward(matrix, targets: targets)
    #expect(abs(actual - loss) <= 1e-15 * max(1, loss))  // double throughout
    #expect(gradient.elements.allSatisfy { abs($0) <= 1 })
  }

  @Test func gradientMatchesFiniteDifferences() {
    let logits = Matrix(rows: 4, columns: 3, Matrix.random(4, 3, seed: 1).elements.map { $0 * 5 })
    let targets = [0, 2, 1, 2]
    let expected = slopes(at: Plain(logits), Matrix(rows: 1, columns: 1, [1])) { x in
      let losses = (0..<4).map { row in
        log((0..<3).reduce(0) { $0 + exp(x[row, $1]) }) - x[row, targets[row]]
      }
      return Plain(rows: 1, columns: 1) { _, _ in losses.reduce(0, +) / 4 }
    }
    // Computed in double, rounded once; the rest is the differences' own error.
    expectEqual(CrossEntropy.forwardAndBackward(logits, targets: targets).gradient, expected, within: unit + 1e-9)
  }

  @Test func weightsAndSmoothingMatchPyTorch() {
    // torch.nn.CrossEntropyLoss(weight=[0.5, 1, 3], label_smoothing=0.2) in float64 and its gradient.
    let logits = Matrix(rows: 2, columns: 3, [1, 2, 3, 0.5, -1, 0.25])
    let (loss, gradient) = CrossEntropy.forwardAndBackward(
      logits, targets: [2, 0], weights: [0.5, 1, 3], smoothing: 0.2)
    #expect(abs(loss - 0.5342137050898572) <= 1e-15)
    let expected = [
      0.05992834692191253, 0.169742915766082, -0.22967126268799462, -0.02390597784688084, 0.003243875162421502,
      0.020662102684459293,
    ]
    for (value, expected) in zip(gradient.elements, expected) {
      #expect(abs(Double(value) - expected) <= Double(Float.ulpOfOne) * abs(expected))
    }
  }

  @Test func textWithoutLabelHasTheLeastLossForEqualProbabilities() {
    // torch.nn.functional.cross_entropy(logits, [[1/3, 1/3, 1/3], [0, 1, 0]]) in float64 and its gradient.
    let logits = Matrix(rows: 2, columns: 3, [1, 2, 3, 0, 0, 0])
    let (loss, gradient) = CrossEntropy.forwardAndBackward(logits, targets: [nil, 1])
    #expect(abs(loss - 1.253109126556245) <= 1e-15)
    for (value, expected) in zip(
      gradient.elements,
      [
        -0.12165138008147644, -0.04430243113926784, 0.16595381122074424, 0.16666666666666666, -0.33333333333333337,
        0.16666666666666666,
      ])
    {
      #expect(abs(Double(value) - expected) <= Double(Float.ulpOfOne) * abs(expected))
    }
    let equal = CrossEntropy.forwardAndBackward(Matrix(rows: 1, columns: 3, [7, 7, 7]), targets: [nil])
    #expect(equal.gradient.elements.allSatisfy { abs($0) < 1e-7 } && abs(equal.loss - log(3)) < 1e-15)
    // With weights it counts as much as their mean.
    let weighted = CrossEntropy.forwardAndBackward(logits, targets: [nil, nil], weights: [1, 2, 3], smoothing: 0.5)
    let expected = CrossEntropy.forwardAndBackward(logits, targets: [0, 0], weights: [1, 2, 3], smoothing: 1)
    #expect(abs(weighted.loss * 2 - expected.loss) < 1e-12)
  }

  @Test func extremeLogitsKeepTheirGradient() {
    let logits = Matrix(rows: 2, columns: 2, [1e30, -1e30, -1e30, 1e30])
    #expect(CrossEntropy.forwardAndBackward(logits, targets: [1, 1]).gradient.elements == [0.5, -0.5, 0, 0])
  }

  @Test func probabilitiesSumToOne() {
    let rows = [[1, 2, 3], [1e30, -1e30, 0]].map(CrossEntropy.probabilities)
    for row in rows { #expect(abs(row.reduce(0, +) - 1) <= 0x1p-50) }
    #expect(abs(rows[0][2] - 0.66524095577482178) <= 1e-15)  // e³ / (e + e² + e³)
    #expect(rows[1] == [1, 0, 0])
  }
}
