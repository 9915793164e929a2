public import BERT
public import Tensors

/// Fine-tunes a classifier on encoded texts, update by update.
public struct Trainer: Sendable {
  /// An encoded text and what is to be said of it.
  public struct Example: Sendable {
    /// Special tokens included.
    public var ids: [Int]
    /// Of the kind that the model's problem asks for.
    public var target: Target

    /// An example of these two.
    public init(ids: [Int], _ target: Target) {
      self.ids = ids
      self.target = target
    }
  }

  /// What an update did.
  public struct Update: Sendable {
    /// The mean loss of its texts, before it.
    public var loss: Double
    /// Before clipping.
    public var gradientNorm: Double
    /// By which it was made.
    public var learningRate: Double
    /// Of how many texts.
    public var texts: Int
    /// Of how many tokens.
    public var tokens: Int
    /// Texts that have an exclusive label.
    public var labelled: Int
    /// Of those, whose label was right, under dropout.
    public var correct: Int
  }

  /// As trained so far.
  public private(set) var model: SequenceClassifier
  /// The settings.
  public let options: Options
  let plan: TrainingPlan
  private let context: PassContext
  private var gradient: SequenceClassifier
  private var optimizer: Optimizer
  private let examples: [Example]
  private let loss: ClassificationLoss
  /// The order of the epoch that was last asked for.
  private var order: (epoch: Int, indices: [Int])

  /// Starts from a model, whose head may be fresh.
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
    roundProducts()
  }

  private mutating func roundProducts() {
    if options.bf16, context.kernels.areFast(in: .bfloat16) { model.round(to: .bfloat16) }
  }

  /// Updates made so far.
  public var step: Int { optimizer.step }
  /// Updates that will have been made at the end.
  public var totalSteps: Int { plan.totalSteps }
  /// That of the next update.
  public var learningRate: Double { optimizer.learningRate }

  /// Makes the next update.
  ///
  /// - Throws: `TrainingError` where the loss or the gradient is no finite number; the model is then as before.
  public mutating func update() throws(TrainingError) -> Update {
    let epoch = step / plan.stepsPerEpoch
    if epoch != order.epoch { order = (epoch, plan.order(epoch: epoch)) }
    let batches = plan.batches(step: step, order: order.indices)
    return try update(
      batches.map { batch in batch.map { examples[$0] } },
      dropouts: batches.indices.map { plan.dropout(step: step, batch: $0) })
  }

  /// One update on the texts of all micro-batches, which differs from one on a single batch of them only in memory and in
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
        "step \(step + 1): the \(result.loss.isFinite ? "gradient" : "loss") is no finite number, so this step was not "
          + "made and nothing of it written; train with a smaller --learning-rate (now \(learningRate)), more "
          + "--warmup-steps or a smaller --max-grad-norm")
    }
    optimizer.update(&model, &gradient, norm: result.gradientNorm, in: context)
    return result
  }

  /// Writes the optimizer's moments beside the model's weights.
  func saveOptimizer(path: String) throws { try optimizer.save(path: path, of: model) }

  /// Goes on from a model and moments that a trainer with the same settings and examples had after `step` updates.
  mutating func restore(_ model: SequenceClassifier, optimizer path: String, step: Int) throws {
    self.model = model
    roundProducts()
    try optimizer.restore(path: path, of: model, step: step, in: context)
  }
}

/// Why a training had to stop: a sentence with what to do.
public struct TrainingError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}
