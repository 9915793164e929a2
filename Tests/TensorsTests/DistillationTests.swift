import Foundation
import Tensors
import Testing

struct DistillationTests {
  @Test func matchesPyTorch() {
    // The mean of two softmax(logits / 2) in float64, rounded to float32; then 4 · torch.nn.functional.kl_div(q, p,
    // reduction="batchmean") and its gradient.
    let teachers = [
      Matrix(rows: 2, columns: 3, [2, 0, 1, 0, 1, -1]), Matrix(rows: 2, columns: 3, [0, 0.5, 4, -2, 3, 0.5]),
    ]
    let probabilities = Distillation.probabilities(teachers, temperature: 2)
    let means = [
      0.304930031821741, 0.15953292519873782, 0.5355370429795211, 0.18358684051680632, 0.6185797601291714,
      0.19783339935402228,
    ]
    for (value, mean) in zip(probabilities.elements, means) {
      #expect(abs(Double(value) - mean) <= Double(Float.ulpOfOne) * mean)
    }
    let (loss, gradient) = Distillation.forwardAndBackward(
      Matrix(rows: 2, columns: 3, [1, 2, 3, 0.5, -1, 0.25]), teachers: probabilities, temperature: 2)
    #expect(abs(loss - 0.9836558935317783) <= 1e-14)
    let slopes = [
      -0.11860630529730368, 0.14766297076997362, -0.02905666547267001, 0.24106622962218843, -0.4179878406393681,
      0.1769216110171798,
    ]
    for (value, slope) in zip(gradient.elements, slopes) {
      #expect(abs(Double(value) - slope) <= Double(Float.ulpOfOne) * abs(slope))
    }
  }

  @Test(arguments: [0.5, 1, 3])
  func gradientMatchesFiniteDifferences(temperature: Double) {
    let logits = Matrix(rows: 4, columns: 3, Matrix.random(4, 3, seed: 1).elements.map { $0 * 5 })
    let wanted = Distillation.probabilities(
      [Matrix.random(4, 3, seed: 2), Matrix.random(4, 3, seed: 3)], temperature: temperature)
    let expected = slopes(at: Plain(logits), Matrix(rows: 1, columns: 1, [1])) { x in
      var sum = 0.0
      for row in 0..<4 {
        let powers = (0..<3).map { exp(x[row, $0] / temperature) }
        let total = powers.reduce(0, +)
        for label in 0..<3 {
          let probability = Double(wanted[row, label])
          sum += probability * log(probability * total / powers[label])
        }
      }
      return Plain(rows: 1, columns: 1) { _, _ in temperature * temperature * sum / 4 }
    }
    // Computed in double, rounded once, from numbers below 1; the rest is the differences' own error.
    let gradient = Distillation.forwardAndBackward(logits, teachers: wanted, temperature: temperature).gradient
    expectEqual(gradient, expected, within: unit + 1e-8)
  }

  @Test func aStudentThatAgreesHasNeitherLossNorGradient() {
    let logits = Matrix.random(5, 4, seed: 9)
    let (loss, gradient) = Distillation.forwardAndBackward(
      logits, teachers: Distillation.probabilities([logits], temperature: 2), temperature: 2)
    // The probabilities are rounded to float32, each by at most half a unit.
    #expect(abs(loss) <= 4 * 4 * unit)
    #expect(gradient.elements.allSatisfy { abs(Double($0)) <= 2 * 4 * unit })
  }

  @Test func extremeLogitsKeepTheirGradient() {
    let teacher = Distillation.probabilities([Matrix(rows: 1, columns: 2, [-1e30, 1e30])], temperature: 2)
    #expect(teacher.elements == [0, 1])
    let (loss, gradient) = Distillation.forwardAndBackward(
      Matrix(rows: 1, columns: 2, [1e30, -1e30]), teachers: teacher, temperature: 2)
    #expect(loss.isFinite && loss > 1e30 && gradient.elements == [2, -2])
  }
}
