public import BERT
import Foundation
import Reviews
public import SentimentAnalysis
import Tensors

/// The quality of a model on texts with known targets.
///
/// The metrics are those of scikit-learn's `metrics`, over all judged labels and with `zero_division=0`: a metric without texts
/// is 0. If a model has the labels negative, neutral and positive and no text is neutral, predictions are judged between negative
/// and positive, by the logits of these two alone.
public struct Evaluation: Sendable {
  /// The output of the model for one text.
  public struct Row: Sendable {
    /// The raw output of the head: the logits of all labels of the model, or the value.
    public var output: [Float]
    /// The logits of the judged labels [L].
    public var logits: [Float]
    /// The true target, by indices into the judged labels.
    public var target: Target
    /// The number of tokens of the text.
    public var tokens: Int
    /// −log p(true label), the mean cross entropy of the labels, or the squared error.
    public var loss: Double
  }

  /// The type of the problem.
  public let problem: Problem
  /// The names of the judged labels, in the order of the logits.
  public let labels: [String]
  /// The names of all labels of the model.
  public let modelLabels: [String]
  /// The index of the label of the model that is not judged; nil if all are.
  private let ignoredIndex: Int?
  /// The calibration of the probabilities.
  public let calibration: Calibration
  /// The probability from which on each independent label applies; nil means one half.
  public let thresholds: [Double]?
  /// The rows in the order of addition.
  public private(set) var rows: [Row] = []
  /// The number of texts whose label, or whole set of labels, is correct.
  public private(set) var correct = 0
  private var totalLoss = 0.0
  private(set) var counts: [LabelCounts]

  /// An evaluation without texts.
  ///
  /// - Parameters:
  ///   - labels: those of the model.
  ///   - targets: those of the data. If none is neutral, neither may a text be that is added, and a neutral label is not judged.
  public init(
    _ problem: Problem, labels: [String] = [], calibration: Calibration = .none, thresholds: [Double]? = nil,
    targets: some Collection<Target> = [Target]()
  ) {
    self.thresholds = thresholds
    self.problem = problem
    self.calibration = calibration
    modelLabels = labels
    let neutral = problem == .singleLabel && labels.count == 3 ? TargetReader.sides(of: labels)[.neutral] : nil
    ignoredIndex = targets.isEmpty ? nil : neutral.flatMap { targets.contains(.label($0)) ? nil : $0 }
    var judged = labels
    if let ignoredIndex { judged.remove(at: ignoredIndex) }
    self.labels = judged
    counts = self.labels.map { _ in LabelCounts() }
  }

  /// The evaluation of rows of another one, under a calibration.
  private init(of rows: [Row], like other: Evaluation, _ calibration: Calibration) {
    (problem, labels, modelLabels) = (other.problem, other.labels, other.modelLabels)
    (ignoredIndex, thresholds, self.calibration) = (other.ignoredIndex, other.thresholds, calibration)
    counts = labels.map { _ in LabelCounts() }
    for row in rows { add(row) }
  }

  /// The number of texts.
  public var count: Int { rows.count }
  /// The share of correct predictions; 0 without texts, and for a regression.
  public var accuracy: Double { share(Double(correct), of: Double(count)) }
  /// The mean of the losses of the rows.
  public var loss: Double { share(totalLoss, of: Double(count)) }

  /// Adds the logits [L] of one text.
  ///
  /// - Parameter tokens: the number of tokens, for `byLength`.
  public mutating func add(_ logits: [Float], _ target: Target, tokens: Int = 0) {
    var row = Row(output: logits, logits: logits, target: target, tokens: tokens, loss: 0)
    if let ignoredIndex {
      row.logits.remove(at: ignoredIndex)
      if let label = target.label {
        precondition(label != ignoredIndex, "a text is \(modelLabels[label]), which is not judged")
        row.target = .label(label < ignoredIndex ? label : label - 1)
      }
    }
    add(row)
  }

  private mutating func add(_ row: Row) {
    var row = row
    let (logits, target) = (row.logits, row.target)
    let scaled =
      calibration == .none || problem == .regression ? logits : logits.map { $0 / Float(calibration.temperature) }
    row.loss =
      ClassificationLoss(problem: problem)
      .forwardAndBackward(Matrix(rows: 1, columns: logits.count, scaled), [target]).loss
    rows.append(row)
    totalLoss += row.loss
    while counts.count < logits.count { counts.append(LabelCounts()) }
    let predicted = prediction(logits)
    if predicted == target, problem != .regression { correct += 1 }
    for label in predicted.indices { counts[label].predicted += 1 }
    for label in target.indices { counts[label].support += 1 }
    for label in predicted.indices.intersection(target.indices) { counts[label].correct += 1 }
  }

  /// The prediction for logits: the first label with the highest logit, the labels that apply, or the value.
  public func prediction(_ logits: [Float]) -> Target {
    switch problem {
    case .singleLabel: .label(logits.indices.max { logits[$0] < logits[$1] } ?? 0)
    case .multiLabel: .labels(Set(logits.indices.filter { logits[$0] >= thresholdLogit(ofLabel: $0) }))
    case .regression: .value(Double(logits.first ?? 0))
    }
  }

  private func thresholdLogit(ofLabel label: Int) -> Float {
    guard let thresholds, thresholds.indices.contains(label) else { return Problem.thresholdLogit }
    return Float(calibration.temperature * log(thresholds[label] / (1 - thresholds[label])))
  }

  /// The same rows under another calibration.
  public func calibrated(by calibration: Calibration) -> Evaluation {
    Evaluation(of: rows, like: self, calibration)
  }

  /// The label of the model that is not judged; nil if all are.
  public var ignoredLabel: String? { ignoredIndex.map { modelLabels[$0] } }
  /// How many texts the model gives that label; counted anew at each call.
  public var ignoredCount: Int {
    ignoredIndex.map { index in rows.count { row in row.output.allSatisfy { $0 <= row.output[index] } } } ?? 0
  }

  /// Evaluations of texts of similar length in tokens: up to 16, up to 32 and so on; ranges without texts are omitted.
  public var byLength: [(tokens: ClosedRange<Int>, evaluation: Evaluation)] {
    let groups = Dictionary(grouping: rows) { row in sequence(first: 16) { $0 * 2 }.first { $0 >= row.tokens } ?? 16 }
    return groups.sorted { $0.key < $1.key }.map { upper, rows in
      (upper == 16 ? 1...16 : upper / 2 + 1...upper, Evaluation(of: rows, like: self, calibration))
    }
  }
}

extension Evaluation {
  /// Evaluates a model in training, without dropout, in float32.
  ///
  /// - Parameter targets: those of all data of the training, so that all its evaluations judge the same labels.
  init(
    of trained: SequenceClassifier, on examples: [Trainer.Example], targets: Set<Target>, in context: PassContext
  ) throws(CancellationError) {
    let model = trained.packed(like: nil, in: context)
    self.init(model.configuration.problem, labels: model.configuration.labels, targets: targets)
    let logits = try inBatches(ofLengths: examples.map(\.ids.count), tokens: 4096, in: context) {
      [model] indices throws(CancellationError) in
      try model.forward(Batch(indices.map { examples[$0].ids }), in: context).rowArrays
    }
    for (logits, example) in zip(logits, examples) { add(logits, example.target, tokens: example.ids.count) }
  }
}

/// `part / whole`; 0 if `whole` is 0.
func share(_ part: Double, of whole: Double) -> Double { whole == 0 ? 0 : part / whole }

extension SequenceClassifier {
  /// The model in float32, or with the encoder of another one, for passes without gradients.
  func packed(like frozen: SequenceClassifier?, in context: PassContext) -> SequenceClassifier {
    var model = self
    if let frozen {
      (model.embeddings, model.layers) = (frozen.embeddings, frozen.layers)
      return model
    }
    model.round(to: nil)
    if context.kernels.areFast(in: .float32) { model.pack(as: .float32, in: context) }
    return model
  }
}
