import Foundation

// B texts · L labels

/// The loss of a classifier with exclusive labels: −log softmax(logits)[target], averaged over the texts.
public enum CrossEntropy {
  /// Probabilities [B, L] of logits [B, L], in double precision.
  public static func probabilities(_ logits: Matrix) -> [[Double]] {
    logProbabilities(logits).map { $0.map { exp($0) } }
  }

  /// log softmax(logits), each row shifted by its maximum: nothing overflows, and no probability becomes 0 before its
  /// logarithm is taken.
  private static func logProbabilities(_ logits: Matrix) -> [[Double]] {
    (0..<logits.rows).map { row in
      let values = (0..<logits.columns).map { Double(logits[row, $0]) }
      let largest = values.max() ?? 0
      let logSum = log(values.reduce(0) { $0 + exp($1 - largest) })
      return values.map { $0 - largest - logSum }
    }
  }

  /// The mean loss over the texts, and its gradient (p − onehot(target)) / B [B, L].
  public static func forwardAndBackward(_ logits: Matrix, targets: [Int]) -> (loss: Double, gradient: Matrix) {
    precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) texts")
    let logProbabilities = logProbabilities(logits)
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)  // [B, L]
    var loss = 0.0
    for (row, target) in targets.enumerated() {
      loss -= logProbabilities[row][target]
      for label in 0..<logits.columns {
        let probability = exp(logProbabilities[row][label])
        gradient[row, label] = Float((probability - (label == target ? 1 : 0)) / Double(targets.count))
      }
    }
    return (loss / Double(max(1, targets.count)), gradient)
  }
}
