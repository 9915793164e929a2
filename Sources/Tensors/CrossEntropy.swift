import Foundation

// B texts · L labels

/// The loss of a classifier with exclusive labels: −log softmax(logits)[target], averaged over the texts.
public enum CrossEntropy {
  /// softmax(logits) of one text [L].
  public static func probabilities(_ logits: [Double]) -> [Double] { logProbabilities(logits).map { exp($0) } }

  /// log softmax(logits) [L], shifted by the maximum: nothing overflows, and no probability becomes 0 before its logarithm
  /// is taken.
  private static func logProbabilities(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let logSum = log(logits.reduce(0) { $0 + exp($1 - largest) })
    return logits.map { $0 - largest - logSum }
  }

  /// The mean loss over the texts, and its gradient (p − onehot(target)) / B [B, L].
  public static func forwardAndBackward(_ logits: Matrix, targets: [Int]) -> (loss: Double, gradient: Matrix) {
    precondition(targets.count == logits.rows, "\(targets.count) targets for \(logits.rows) texts")
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)  // [B, L]
    var loss = 0.0
    for (row, target) in targets.enumerated() {
      let logProbabilities = logProbabilities((0..<logits.columns).map { Double(logits[row, $0]) })
      loss -= logProbabilities[target]
      for label in 0..<logits.columns {
        let probability = exp(logProbabilities[label])
        gradient[row, label] = Float((probability - (label == target ? 1 : 0)) / Double(targets.count))
      }
    }
    return (loss / Double(max(1, targets.count)), gradient)
  }
}
