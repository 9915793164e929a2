public import BERT
public import Tensors

/// Fine-tunes a classifier on encoded texts, update by update, for one task or several.
public struct Trainer: Sendable {
  /// An encoded text with its target.
  public struct Example: Sendable {
    /// The token ids, including special tokens.
    public var ids: [Int]
    /// The positions of the words to tag, if the target has tags.
    public var words: [Int] = []
    /// The target, of the kind that the problem requires.
    public var target: Target

    /// Combines them.
    public init(ids: [Int], words: [Int] = [], _ target: Target) {
      (self.ids, self.words, self.target) = (ids, words, target)
    }
  }

  /// What one head learns.
  public struct Task: Sendable {
    /// The index of the further head; nil for the main one.
    public var head: Int?
    /// The texts; at least one.
    public var examples: [Example]
    /// The factor of the loss.
    public var weight = 1.0
    /// The share of the updates; nil takes the share of the texts.
    public var share: Double?
    /// The share of each text's loss that is spread over all labels.
    public var labelSmoothing = 0.0
    /// The weights of the labels in the loss.
    public var classWeights = ClassWeights.equal
    /// What teachers say of the texts; nil learns from labels alone.
    var teaching: Teaching?

    /// A task with the usual loss.
    public init(head: Int?, _ examples: [Example]) { (self.head, self.examples) = (head, examples) }
  }

  /// The statistics of an update.
  public struct Update: Sendable {
    /// The mean loss of its texts before the update, times the weight of the task.
    public var loss: Double
    /// The norm of the gradient before clipping.
    public var gradientNorm: Double
    /// The learning rate.
    public var learningRate: Double
    /// The number of texts.
    public var texts: Int
    /// The number of tokens.
    public var tokens: Int
    /// The number of texts with an exclusive label of the main head.
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
  private let tasks: [Task]
  private let losses: [ClassificationLoss]
  /// The tasks of the updates of the current epoch.
  private var schedule: (epoch: Int, steps: [(part: Int, rank: Int)])
  /// The order of each task's texts in its current pass.
  private var orders: [(pass: Int, indices: [Int])]
  /// The outputs of a frozen encoder.
  private let states: FrozenStates?

  /// Starts from a model, whose head may be untrained, with its main head as the only task.
  ///
  /// - Precondition: `examples` is not empty.
  public init(
    _ model: SequenceClassifier, examples: [Example], options: Options, in context: PassContext = PassContext()
  ) {
    self.init(model, [Task(head: nil, examples, options)], options: options, in: context)
  }

  /// Starts from a model, whose heads may be untrained.
  ///
  /// - Parameter frozenEncoder: the encoder as it will be used, if the options freeze it.
  /// - Precondition: there is a task, and each has examples.
  public init(
    _ model: SequenceClassifier, _ tasks: [Task], options: Options, frozenEncoder: SequenceClassifier? = nil,
    in context: PassContext = PassContext()
  ) {
    precondition(tasks.allSatisfy { !$0.examples.isEmpty } && !tasks.isEmpty, "nothing to train on")
    self.model = model
    self.tasks = tasks
    self.options = options
    self.context = context
    plan = TrainingPlan(tasks.map { .init(lengths: $0.examples.map(\.ids.count), share: $0.share) }, options)
    schedule = (0, plan.schedule(epoch: 0))
    orders = tasks.map { _ in (-1, []) }
    gradient = SequenceClassifier(zeros: model.configuration, taskHeads: model.taskHeads)
    losses = tasks.map { task in
      let (problem, labels) =
        task.head.map { (model.taskHeads[$0].kind.problem, model.taskHeads[$0].labels) }
        ?? (model.configuration.problem, model.configuration.labels)
      return ClassificationLoss(
        problem: problem, labelSmoothing: task.labelSmoothing,
        classWeights: task.classWeights.weights(task.examples.map(\.target), labelCount: labels.count))
    }
    optimizer = Optimizer(options, totalSteps: plan.totalSteps, of: model)
    states = options.freezesEncoder ? FrozenStates(frozenEncoder ?? model, tasks, in: context) : nil
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
    let (epoch, rest) = step.quotientAndRemainder(dividingBy: plan.stepsPerEpoch)
    if epoch != schedule.epoch { schedule = (epoch, plan.schedule(epoch: epoch)) }
    let (task, rank) = schedule.steps[rest]
    let (pass, index) = plan.place(ofPart: task, epoch: epoch, rank: rank)
    if pass != orders[task].pass { orders[task] = (pass, plan.order(part: task, pass: pass)) }
    let batches = plan.batches(index: index, order: orders[task].indices)
    return try update(task, batches, dropouts: batches.indices.map { plan.dropout(step: step, batch: $0) })
  }

  /// One update on the texts of all micro-batches, given by their indices among the examples of a task. It differs from an
  /// update on one batch of them only in memory and in the order of additions.
  mutating func update(
    _ index: Int, _ batches: [[Int]], dropouts: [DropoutSource?]
  ) throws(TrainingError) -> Update {
    let (task, loss) = (tasks[index], losses[index])
    let whole = batches.flatMap(\.self)
    let all = whole.map { task.examples[$0] }
    let total = loss.weight(all.map(\.target))
    var result = Update(
      loss: 0, gradientNorm: 0, learningRate: learningRate, texts: all.count,
      tokens: all.reduce(0) { $0 + $1.ids.count },
      labelled: task.head == nil ? all.count { $0.target.label != nil } : 0,
      correct: 0)
    for (indices, dropout) in zip(batches, dropouts) {
      let examples = indices.map { task.examples[$0] }
      let targets = examples.map(\.target)
      // The loss with teachers is that of a part of the update already.
      let isWhole = batches.count == 1 || task.teaching != nil
      let share = (isWhole ? 1 : loss.weight(targets) / max(total, .leastNormalMagnitude)) * task.weight
      func slopes(_ logits: Matrix) -> Matrix {
        let (mean, dLogits) =
          task.teaching?.forwardAndBackward(logits, indices, of: whole, task.examples, loss)
          ?? loss.forwardAndBackward(logits, targets)
        result.loss += mean * share
        if task.head == nil {
          result.correct += targets.enumerated().count { .label(logits.indexOfMaximum(row: $0)) == $1 }
        }
        return share == 1 ? dLogits : dLogits.scaled(by: Float(share))
      }
      let batch = Batch(examples)
      if let states {
        let (logits, saved) = model.headForwardSaving(
          states.states(ofTask: index, indices, batch, in: context), batch, task: task.head, dropout: dropout,
          in: context)
        model.headBackward(slopes(logits), saved, batch, into: &gradient, in: context)
      } else {
        let (logits, saved) = model.forwardSaving(batch, task: task.head, dropout: dropout, in: context)
        model.backward(
          slopes(logits), saved, into: &gradient, frozenLayers: options.frozenLayers, in: context)
      }
    }
    result.gradientNorm = Optimizer.norm(gradient)
    guard result.loss.isFinite, result.gradientNorm.isFinite else {
      throw TrainingError(
        "step \(step + 1): the \(result.loss.isFinite ? "gradient" : "loss") is not a finite number, so this step is "
          + "discarded; train with a smaller --learning-rate (now \(learningRate)), more "
          + "--warmup-steps or a smaller --max-grad-norm")
    }
    optimizer.update(&model, &gradient, of: task.head, norm: result.gradientNorm, in: context)
    return result
  }

  /// Saves the moments of the optimizer.
  func saveOptimizer(path: String) throws { try optimizer.save(path: path, of: model) }

  /// Restores the model and moments of a trainer with the same options and examples after `step` updates.
  mutating func restore(_ model: SequenceClassifier, optimizer path: String, step: Int) throws {
    self.model = model
    choosePrecision()
    let counts = zip(tasks, plan.updates(before: step)).map { (head: $0.head, updates: $1) }
    try optimizer.restore(path: path, of: model, step: step, counts, in: context)
  }
}

extension Trainer.Task {
  /// The main task with the loss of a training's options.
  init(head: Int?, _ examples: [Trainer.Example], _ options: Trainer.Options) {
    self.init(head: head, examples)
    (labelSmoothing, classWeights) = (options.labelSmoothing, options.classWeights)
  }
}

extension Batch {
  /// The texts of examples, with the words to tag.
  init(_ examples: [Trainer.Example]) {
    let readsWords = examples.contains { $0.target.tags != nil }
    self.init(examples.map(\.ids), reading: readsWords ? examples.map(\.words) : nil)
  }
}
