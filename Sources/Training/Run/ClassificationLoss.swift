import BERT
import Tensors

/// The loss of a classifier, as transformers computes it for the type of problem.
struct ClassificationLoss: Sendable {
  var problem: Problem
  /// For exclusive labels only.
  var labelSmoothing = 0.0
  /// For exclusive labels only; nil weights them equally.
  var classWeights: [Double]?

  /// The mean loss of logits [B, L] over B texts, weighted by `weight`, and its gradient [B, L]. The logits of tags are [M, L],
  /// for [CLS] and the words of each text; their loss is the mean over the words with a known tag, as that of
  /// `…ForTokenClassification`.
  func forwardAndBackward(_ logits: Matrix, _ targets: [Target]) -> (loss: Double, gradient: Matrix) {
    if targets.contains(where: { $0.tags != nil }) { return tagLoss(logits, targets) }
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

  private func tagLoss(_ logits: Matrix, _ targets: [Target]) -> (loss: Double, gradient: Matrix) {
    var (rows, tags): ([Int], [Int]) = ([], [])
    var first = 0
    for target in targets {
      let words = target.tags ?? []
      for (word, tag) in words.enumerated() {
        guard let tag else { continue }
        rows.append(first + 1 + word)
        tags.append(tag)
      }
      first += 1 + words.count
    }
    precondition(first == logits.rows, "\(first) targets for \(logits.rows) rows")
    let (loss, slopes) = CrossEntropy.forwardAndBackward(
      logits.gatheringRows(rows), targets: tags, weights: classWeights, smoothing: labelSmoothing)
    var gradient = Matrix(rows: logits.rows, columns: logits.columns)
    gradient.addRows(of: slopes, at: rows)
    return (loss, gradient)
  }

  /// The total weight of texts with these targets, or of their words with a known tag.
  func weight(_ targets: [Target]) -> Double {
    let tags = targets.compactMap(\.tags).flatMap { $0.compactMap(\.self) }
    if targets.contains(where: { $0.tags != nil }) {
      return classWeights.map { weights in tags.reduce(0) { $0 + weights[$1] } } ?? Double(tags.count)
    }
    guard problem == .singleLabel, let classWeights else { return Double(targets.count) }
    let mean = classWeights.reduce(0, +) / Double(max(1, classWeights.count))
    return targets.reduce(0) { $0 + ($1.label.map { classWeights[$0] } ?? mean) }
  }
}
