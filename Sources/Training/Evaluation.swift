import BERT
import Foundation
import SentimentAnalysis
import Tensors

/// How well a model labels texts whose labels are known.
public struct Evaluation: Sendable, Hashable {
  /// Texts that were counted.
  public private(set) var count = 0
  /// Those whose likeliest label was right.
  public private(set) var correct = 0
  private var totalLoss = 0.0

  /// Of no text yet.
  public init() {}

  /// The share of right labels; 0 before any text.
  public var accuracy: Double { Double(correct) / Double(max(1, count)) }
  /// The mean of −log p(true label).
  public var loss: Double { totalLoss / Double(max(1, count)) }

  /// Counts one text by the probabilities that the model gave its labels.
  public mutating func add(_ probabilities: [Double], label: Int) {
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    count += 1
    correct += best == label ? 1 : 0
    totalLoss -= log(max(probabilities[label], .leastNormalMagnitude))
  }
}

extension Evaluation {
  /// Runs a model in training over examples, without dropout.
  init(of model: SequenceClassifier, on examples: [Trainer.Example]) {
    self.init()
    for indices in batches(ofLengths: examples.map(\.ids.count), tokens: 4096) {
      let probabilities = CrossEntropy.probabilities(model.forward(Batch(indices.map { examples[$0].ids })))
      for (row, index) in indices.enumerated() { add(probabilities[row], label: examples[index].label) }
    }
  }
}
