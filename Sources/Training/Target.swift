import BERT
import Tensors

/// What a model should say of a text, by the problem that it solves.
public enum Target: Sendable, Hashable {
  /// The label that holds, by its index.
  case label(Int)
  /// The labels that hold, by their indices; perhaps none.
  case labels(Set<Int>)
  /// The number.
  case value(Double)

  /// The outputs [L] that say so: one and zeros, or the number.
  func outputs(count: Int) -> [Float] {
    switch self {
    case .label(let label): (0..<count).map { $0 == label ? 1 : 0 }
    case .labels(let labels): (0..<count).map { labels.contains($0) ? 1 : 0 }
    case .value(let value): [Float](repeating: Float(value), count: count)
    }
  }
}

extension Problem {
  /// The mean loss of logits [B, L] over B texts and its gradient [B, L], as transformers computes it for this problem type.
  func loss(_ logits: Matrix, _ targets: [Target]) -> (loss: Double, gradient: Matrix) {
    func outputs() -> Matrix {
      Matrix(rows: logits.rows, columns: logits.columns, targets.flatMap { $0.outputs(count: logits.columns) })
    }
    return switch self {
    case .regression: MeanSquaredError.forwardAndBackward(logits, targets: outputs())
    case .multiLabel: BinaryCrossEntropy.forwardAndBackward(logits, targets: outputs())
    case .singleLabel:
      CrossEntropy.forwardAndBackward(
        logits, targets: targets.map { if case .label(let label) = $0 { label } else { 0 } })
    }
  }
}

extension Target {
  /// The labels that hold; none of a number.
  var indices: Set<Int> {
    switch self {
    case .label(let label): [label]
    case .labels(let labels): labels
    case .value: []
    }
  }
}
