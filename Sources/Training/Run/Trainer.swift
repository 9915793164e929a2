public import BERT
public import Tensors

/// Fine-tunes a classifier on encoded texts, update by update.
public struct Trainer: Sendable {
  /// An encoded text with its target.
  public struct Example: Sendable {
    /// The token ids, including special tokens.
    public var ids: [Int]
    /// The target, of the kind that the problem requires.
    public var target: Target

    /// Combines both.
    public init(ids: [Int], _ target: Target) {
      self.ids = ids
      self.target = target
    }
  }

  /// The statistics of an update.
  public struct Update: Sendable {
    /// The mean loss of its texts before the update.
    public var loss: Double
    /// The norm of the gradient before clipping.
    public var gradientNorm: Double
    /// The learning rate.
    public var learningRate: Double
    /// The number of texts.
    public var texts: Int
    /// The number of tokens.
    public var tokens: Int
    /// The number of texts with an exclusive label.
    public var labelled: Int
    /// The number of them that were predicted correctly, under dropout.
    public var correct: Int
  }

  /// The model as trained so far.
  public private(set) var model: SequenceClassifier
  /// The options.
  public let options: Options
  let plan: TrainingPlan
  private let context: PassContext
  private var gradient: SequenceClassifier
  private var optimizer: Optimizer
  private let examples: [Example]
  private let loss: ClassificationLoss
  /// The order of texts in the current epoch.
  private var order: (epoch: Int, indices: [Int])

  /// Starts from a model, whose head may be untrained.
  ///
  /// - Precondition: `examples` is not empty.
  public init(
    _ model: SequenceClassifier, examples: [Example], options: Options, in context: PassContext = PassContext()
  ) {
    precondition(!examples.isEmpty, "nothing to train on")
    self.model = model
    self.examples = examples
    self.options = options
    self.context = context
    plan = TrainingPlan(lengths: examples.map(\.ids.count), options)
    order = (0, plan.order(epoch: 0))
    gradient = SequenceClassifier(zeros: model.configuration)
    let configuration = model.configuration
    loss = ClassificationLoss(
      problem: configuration.problem, labelSmoothing: options.labelSmoothing,
      classWeights: options.classWeights.weights(examples.map(\.target), labelCount: configuration.labels.count))
    optimizer = Optimizer(options, totalSteps: plan.totalSteps, of: model)
    choosePrecision()
  }

  private mutating func choosePrecision() {
    let precisions: [PackedFactor.Precision] = options.bf16 ? [.bfloat16, .float32] : [.float32]
    model.round(to: precisions.first(where: context.kernels.areFast))
  }

  /// The number of updates so far.
  public var step: Int { optimizer.step }
  /// The number of updates at the end.
  public var totalSteps: Int { plan.totalSteps }
  /// The learning rate of the next update.
  public var learningRate: Double { optimizer.learningRate }

  /// Makes the next update.
  ///
  /// - Throws: `TrainingError` if the loss or the gradient is not finite; the model is then unchanged.
  public mutating func update() throws(TrainingError) -> Update {
    let epoch = step / plan.stepsPerEpoch
    if epoch != order.epoch { order = (epoch, plan.order(epoch: epoch)) }
    let batches = plan.batches(step: step, order: order.indices)
    return try update(
      batches.map { batch in batch.map { examples[$0] } },
      dropouts: batches.indices.map { plan.dropout(step: step, batch: $0) })
  }

  /// One update on the texts of all micro-batches. It differs from an update on one batch of them only in memory and in
  /// the order of additions.
  mutating func update(_ batches: [[Example]], dropouts: [DropoutSource?]) throws(TrainingError) -> Update {
    let all = batches.flatMap { $0 }
    let total = loss.weight(all.map(\.target))
    var result = Update(
      loss: 0, gradientNorm: 0, learningRate: learningRate, texts: all.count,
      tokens: all.reduce(0) { $0 + $1.ids.count }, labelled: all.count { $0.target.label != nil }, correct: 0)
    for (examples, dropout) in zip(batches, dropouts) {
      let targets = examples.map(\.target)
      let (logits, saved) = model.forwardSaving(Batch(examples.map(\.ids)), dropout: dropout, in: context)
      var (mean, dLogits) = loss.forwardAndBackward(logits, targets)
      let share = batches.count == 1 ? 1 : loss.weight(targets) / total
      if share != 1 { dLogits = dLogits.scaled(by: Float(share)) }
      result.loss += mean * share
      result.correct += targets.enumerated().count { .label(logits.indexOfMaximum(row: $0)) == $1 }
      model.backward(dLogits, saved, into: &gradient, frozenLayers: options.frozenLayers, in: context)
    }
    result.gradientNorm = Optimizer.norm(gradient)
    guard result.loss.isFinite, result.gradientNorm.isFinite else {
      throw TrainingError(
        "step \(step + 1): the \(result.loss.isFinite ? "gradient" : "loss") is not a finite number, so this step is "
          + "discarded; train with a smaller --learning-rate (now \(learningRate)), more "
          + "--warmup-steps or a smaller --max-grad-norm")
    }
    optimizer.update(&model, &gradient, norm: result.gradientNorm, in: context)
    return result
  }

  /// Saves the moments of the optimizer.
  func saveOptimizer(path: String) throws { try optimizer.save(path: path, of: model) }

  /// Restores the model and moments of a trainer with the same options and examples after `step` updates.
  mutating func restore(_ model: SequenceClassifier, optimizer path: String, step: Int) throws {
    self.model = model
    choosePrecision()
    try optimizer.restore(path: path, of: model, step: step, in: context)
  }
}
