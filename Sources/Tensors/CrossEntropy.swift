import Foundation

// B texts · L labels

/// The loss of a classifier with exclusive labels: −log softmax(logits)[target], averaged over the texts.
public enum CrossEntropy {
  /// Probabilities [B, L] of logits [B, L], in double precision, each row shifted by its maximum against overflow.
  public static func probabilities(_ logits: Matrix) -> [[Double]] {
    (0..<logits.rows).map { row in
      let values = (0..<logits.columns).map { Double(logits[row, $0]) }
      let largest = values.max() ?? 0
      let exponentials = values.map { exp($0 - largest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }

  /// The mean loss over the texts, and its gradient (p − onehot(target)) / B [B, L].
  public static func forwardAndBackward(_ logits: Matrix, targets: [Int]) -> (loss: Double, gradient: Matrix) {
    precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) texts")
    let probabilities = probabilities(logits)
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)  // [B, L]
    var loss = 0.0
    for (row, target) in targets.enumerated() {
      loss -= log(max(probabilities[row][target], .leastNormalMagnitude))
      for label in 0..<logits.columns {
        gradient[row, label] = Float((probabilities[row][label] - (label == target ? 1 : 0)) / Double(targets.count))
      }
    }
    return (loss / Double(max(1, targets.count)), gradient)
  }
}
