public import BERT
public import SentimentAnalysis
import Tensors

/// How well a model does on texts whose answers are known.
///
/// The figures are those of scikit-learn's `metrics`, over all labels that the model has and with `zero_division=0`: what
/// has no texts to be measured on counts 0.
public struct Evaluation: Sendable {
  /// What a model said of one text.
  public struct Row: Sendable {
    /// The head's raw output [L].
    public var logits: [Float]
    /// What is true.
    public var target: Target
    /// The tokens that were read.
    public var tokens: Int
    /// −log p(true label), the mean of the labels' cross entropies, or the squared error.
    public var loss: Double
  }

  /// What kind of answers they are.
  public let problem: Problem
  /// Their names, in the order of the logits.
  public let labels: [String]
  /// How logits become probabilities.
  public let calibration: Calibration
  /// In the order in which they were added.
  public private(set) var rows: [Row] = []
  /// Those whose label, or whole set of labels, was right.
  public private(set) var correct = 0
  private var totalLoss = 0.0
  private(set) var counts: [LabelCounts]

  /// Of no text yet.
  public init(_ problem: Problem, labels: [String] = [], calibration: Calibration = .none) {
    self.problem = problem
    self.labels = labels
    self.calibration = calibration
    counts = labels.map { _ in LabelCounts() }
  }

  /// Texts that were counted.
  public var count: Int { rows.count }
  /// The share of right answers; 0 before any text, and of numbers.
  public var accuracy: Double { share(Double(correct), of: Double(count)) }
  /// The mean of −log p(true label), of the labels' cross entropies, or of squared errors.
  public var loss: Double { share(totalLoss, of: Double(count)) }

  /// Counts one text by the model's logits [L] for it.
  ///
  /// - Parameter tokens: how many of the text were read, for `byLength`.
  public mutating func add(_ logits: [Float], _ target: Target, tokens: Int = 0) {
    let scaled =
      calibration == .none || problem == .regression ? logits : logits.map { $0 / Float(calibration.temperature) }
    let loss = ClassificationLoss(problem: problem)
      .forwardAndBackward(Matrix(rows: 1, columns: logits.count, scaled), [target]).loss
    rows.append(Row(logits: logits, target: target, tokens: tokens, loss: loss))
    totalLoss += loss
    while counts.count < logits.count { counts.append(LabelCounts()) }
    let found = answer(logits)
    if found == target, problem != .regression { correct += 1 }
    let (predicted, held) = (found.indices, target.indices)
    for label in predicted { counts[label].predicted += 1 }
    for label in held { counts[label].held += 1 }
    for label in predicted where held.contains(label) { counts[label].right += 1 }
  }

  /// What logits answer: the first of the highest, those from zero up, or the number.
  public func answer(_ logits: [Float]) -> Target {
    switch problem {
    case .singleLabel: .label(logits.indices.max { logits[$0] < logits[$1] } ?? 0)
    case .multiLabel: .labels(Set(logits.indices.filter { logits[$0] >= Problem.thresholdLogit }))
    case .regression: .value(Double(logits.first ?? 0))
    }
  }

  /// The same answers of the same texts under another calibration.
  public func calibrated(by calibration: Calibration) -> Evaluation { evaluation(of: rows, calibration) }

  /// Texts of like length, by their tokens: up to 16, up to 32 and so on; lengths that no text has are left out.
  public var byLength: [(tokens: ClosedRange<Int>, evaluation: Evaluation)] {
    let groups = Dictionary(grouping: rows) { row in sequence(first: 16) { $0 * 2 }.first { $0 >= row.tokens } ?? 16 }
    return groups.sorted { $0.key < $1.key }.map { most, rows in
      (most == 16 ? 1...16 : most / 2 + 1...most, evaluation(of: rows, calibration))
    }
  }

  private func evaluation(of rows: [Row], _ calibration: Calibration) -> Evaluation {
    var evaluation = Evaluation(problem, labels: labels, calibration: calibration)
    for row in rows { evaluation.add(row.logits, row.target, tokens: row.tokens) }
    return evaluation
  }
}

extension Evaluation {
  /// Runs a model in training over examples, without dropout, in float32.
  init(
    of trained: SequenceClassifier, on examples: [Trainer.Example], in context: PassContext
  ) throws(CancellationError) {
    var model = trained
    model.round(to: nil)
    if context.kernels.areFast(in: .float32) { model.pack(as: .float32, in: context) }
    self.init(model.configuration.problem, labels: model.configuration.labels)
    let logits = try inBatches(ofLengths: examples.map(\.ids.count), tokens: 4096, in: context) {
      [model] indices throws(CancellationError) in
      try model.forward(Batch(indices.map { examples[$0].ids }), in: context).rowArrays
    }
    for (logits, example) in zip(logits, examples) { add(logits, example.target, tokens: example.ids.count) }
  }
}

/// `part` of `whole`, 0 where there is no whole.
func share(_ part: Double, of whole: Double) -> Double { whole == 0 ? 0 : part / whole }
