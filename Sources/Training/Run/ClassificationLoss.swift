import BERT
import Tensors

/// The loss of a classifier, as transformers computes it for the type of problem.
struct ClassificationLoss: Sendable {
  var problem: Problem
  /// For exclusive labels only.
  var labelSmoothing = 0.0
  /// For exclusive labels only; nil weights them equally.
  var classWeights: [Double]?

  /// The mean loss of logits [B, L] over B texts, weighted by `weight`, and its gradient [B, L].
  func forwardAndBackward(_ logits: Matrix, _ targets: [Target]) -> (loss: Double, gradient: Matrix) {
    func outputs() -> Matrix {
      Matrix(rows: logits.rows, columns: logits.columns, targets.flatMap { $0.outputs(count: logits.columns) })
    }
    return switch problem {
    case .regression: MeanSquaredError.forwardAndBackward(logits, targets: outputs())
    case .multiLabel: BinaryCrossEntropy.forwardAndBackward(logits, targets: outputs())
    case .singleLabel:
      CrossEntropy.forwardAndBackward(
        logits, targets: targets.map(\.label), weights: classWeights, smoothing: labelSmoothing)
    }
  }

  /// The total weight of texts with these targets.
  func weight(_ targets: [Target]) -> Double {
    guard problem == .singleLabel, let classWeights else { return Double(targets.count) }
    let mean = classWeights.reduce(0, +) / Double(max(1, classWeights.count))
    return targets.reduce(0) { $0 + ($1.label.map { classWeights[$0] } ?? mean) }
  }
}
