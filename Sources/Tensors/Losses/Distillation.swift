import Foundation

// B texts · L labels

/// The loss of a student that imitates teachers: T² · KL(p ‖ q) with q = softmax(logits / T), averaged over the texts (Hinton et
/// al., "Distilling the Knowledge in a Neural Network", 2015, section 2).
///
/// A temperature T above 1 shows how the teachers rank the labels that they consider wrong. The factor T² keeps the size of
/// the gradient, which T divides twice.
public enum Distillation {
  /// What teachers say of texts: the mean p of their softmax(logits / T) [B, L].
  ///
  /// - Parameter teachers: the logits [B, L] of each teacher; at least one.
  public static func probabilities(_ teachers: [Matrix], temperature: Double) -> Matrix {
    precondition(temperature > 0, "a temperature of \(temperature)")
    let (rows, columns) = (teachers.first?.rows ?? 0, teachers.first?.columns ?? 0)
    precondition(
      !teachers.isEmpty && teachers.allSatisfy { $0.rows == rows && $0.columns == columns },
      "teachers with logits \(teachers.map { [$0.rows, $0.columns] })")
    var means = Matrix(rows: rows, columns: columns)  // [B, L]
    for row in 0..<rows {
      var sums = [Double](repeating: 0, count: columns)
      for logits in teachers {
        let probabilities = CrossEntropy.probabilities((0..<columns).map { Double(logits[row, $0]) / temperature })
        for (label, probability) in probabilities.enumerated() { sums[label] += probability }
      }
      for (label, sum) in sums.enumerated() { means[row, label] = Float(sum / Double(teachers.count)) }
    }
    return means
  }

  /// The mean loss T²/B · Σ p · (log p − log q), and its gradient T/B · (q · Σp − p) [B, L].
  ///
  /// It is T² · `torch.nn.functional.kl_div(log q, p, reduction="batchmean")`. Σp differs from 1 by rounding only.
  ///
  /// - Parameter teachers: p [B, L], from `probabilities`.
  public static func forwardAndBackward(
    _ logits: Matrix, teachers: Matrix, temperature: Double
  ) -> (loss: Double, gradient: Matrix) {
    precondition(
      teachers.rows == logits.rows && teachers.columns == logits.columns,
      "probabilities [\(teachers.rows), \(teachers.columns)] for logits [\(logits.rows), \(logits.columns)]")
    let labels = 0..<logits.columns
    let texts = Double(max(1, logits.rows))
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)  // [B, L]
    var loss = 0.0
    for row in 0..<logits.rows {
      let logProbabilities = CrossEntropy.logProbabilities(labels.map { Double(logits[row, $0]) / temperature })
      let wanted = labels.map { Double(teachers[row, $0]) }
      let sum = wanted.reduce(0, +)
      for label in labels {
        // The limit of p · log p is 0.
        if wanted[label] > 0 { loss += wanted[label] * (log(wanted[label]) - logProbabilities[label]) }
        gradient[row, label] = Float(temperature / texts * (sum * exp(logProbabilities[label]) - wanted[label]))
      }
    }
    return (temperature * temperature * loss / texts, gradient)
  }
}
