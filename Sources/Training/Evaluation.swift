public import BERT
import Foundation
import SentimentAnalysis
import Tensors

/// How well a model does on texts whose answers are known.
public struct Evaluation: Sendable {
  /// What a model said of one text.
  public struct Row: Sendable {
    /// The head's raw output [L].
    public var logits: [Float]
    /// What is true.
    public var target: Target
    /// The tokens that were read.
    public var tokens: Int
  }

  /// In the order in which they were added.
  public private(set) var rows: [Row] = []
  /// What kind of answers they are.
  public let problem: Problem
  /// Texts that were counted.
  public private(set) var count = 0
  /// Those whose label, or whole set of labels, was right.
  public private(set) var correct = 0
  private var totalLoss = 0.0
  private var totalError = 0.0
  /// Labels that hold and were given, that do not hold and were given, that hold and were not given.
  private var given = (right: 0, wrong: 0, missed: 0)

  /// Of no text yet.
  public init(_ problem: Problem) { self.problem = problem }

  /// The share of right answers; 0 before any text, and of numbers.
  public var accuracy: Double { Double(correct) / Double(max(1, count)) }
  /// The mean of −log p(true label), of the labels' cross entropies, or of squared errors.
  public var loss: Double { totalLoss / Double(max(1, count)) }
  /// The harmonic mean of precision and recall over all independent labels of all texts.
  public var f1: Double { Double(2 * given.right) / Double(max(1, 2 * given.right + given.wrong + given.missed)) }
  /// The mean distance of numbers from the true ones.
  public var absoluteError: Double { totalError / Double(max(1, count)) }

  /// What is better the higher it is: accuracy, F1 or the negative squared error.
  public var score: Double {
    switch problem {
    case .singleLabel: accuracy
    case .multiLabel: f1
    case .regression: -loss
    }
  }

  /// Every figure that means something for the problem, by the name that the Hub gives it.
  public var figures: [(name: String, value: Double)] {
    switch problem {
    case .singleLabel: [("accuracy", accuracy), ("loss", loss)]
    case .multiLabel: [("f1", f1), ("accuracy", accuracy), ("loss", loss)]
    case .regression: [("mse", loss), ("mae", absoluteError)]
    }
  }

  /// The figures for a person: `accuracy 0.9060 (790 of 872), loss 0.2570`.
  public var sentence: String {
    let texts = problem == .singleLabel ? " (\(correct) of \(count))" : " (\(count) texts)"
    let parts = figures.enumerated().map { $1.name + String(format: " %.4f", $1.value) + ($0 == 0 ? texts : "") }
    return parts.joined(separator: ", ")
  }

  /// Counts one text by the model's logits [L] for it.
  public mutating func add(_ logits: [Float], _ target: Target, tokens: Int = 0) {
    count += 1
    rows.append(Row(logits: logits, target: target, tokens: tokens))
    totalLoss += problem.loss(Matrix(rows: 1, columns: logits.count, logits), [target]).loss
    switch target {
    case .label(let label):
      correct += logits.indices.max { logits[$0] < logits[$1] } == label ? 1 : 0
    case .labels(let labels):
      let found = Set(logits.indices.filter { logits[$0] >= 0 })
      correct += found == labels ? 1 : 0
      given.right += found.intersection(labels).count
      given.wrong += found.subtracting(labels).count
      given.missed += labels.subtracting(found).count
    case .value(let value):
      totalError += abs(Double(logits.first ?? 0) - value)
    }
  }
}

extension Evaluation {
  /// Runs a model in training over examples, without dropout.
  init(of model: SequenceClassifier, on examples: [Trainer.Example]) {
    self.init(model.configuration.problem)
    for indices in batches(ofLengths: examples.map(\.ids.count), tokens: 4096) {
      let logits = model.forward(Batch(indices.map { examples[$0].ids }))
      for (row, index) in indices.enumerated() {
        add((0..<logits.columns).map { logits[row, $0] }, examples[index].target, tokens: examples[index].ids.count)
      }
    }
  }
}
