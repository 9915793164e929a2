import BERT
import Foundation

/// A training under way: the trainer, what is due after its updates, and the records.
struct TrainingRun {
  let task: FineTuning
  var trainer: Trainer
  var state = TrainerState()
  /// That of the model as it is, if it was measured.
  var evaluation: Evaluation?
  var clock = ProgressClock()
  var writer: TensorBoardWriter?
  /// The loss of who knows only how frequent each label is.
  let guessing: Double?

  init(_ task: FineTuning) {
    self.task = task
    trainer = Trainer(task.model, examples: task.examples, options: task.trainerOptions, in: task.context)
    state.maxSteps = trainer.totalSteps
    state.numTrainEpochs = (trainer.totalSteps + trainer.plan.stepsPerEpoch - 1) / trainer.plan.stepsPerEpoch
    state.trainBatchSize = task.trainerOptions.batchSize
    state.callbacks.earlyStopping = task.options.earlyStoppingPatience.map {
      .init(args: .init(patience: $0, threshold: task.options.earlyStoppingThreshold))
    }
    state.callbacks.ours.settings = Dictionary(task.fingerprint.map { ($0.name, $0.value) }) { $1 }
    guessing = task.guessingLoss
  }

  /// After the last update, or when evaluations no longer get better.
  var isDone: Bool { state.globalStep >= state.maxSteps || state.callbacks.earlyStopping?.stops == true }

  /// Makes one update and whatever is due after it.
  mutating func advance(_ report: (FineTuning.Event) -> Void) throws {
    let (options, plan) = (task.options, trainer.plan)
    let start = ContinuousClock.now
    let update = try trainer.update()
    state.globalStep = trainer.step
    state.epoch = Double(trainer.step) / Double(plan.stepsPerEpoch)
    state.callbacks.ours.sinceLog.add(update)
    state.callbacks.ours.sinceEvaluation.add(update)
    state.callbacks.ours.sinceStart.add(update)
    evaluation = nil
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if let progress = clock.progress(after: update, seconds, state) { report(.progress(progress)) }
    if options.logging.isDue(plan, step: state.globalStep) { try logLoss(update, report) }
    let isBest = options.evaluation.isDue(plan, step: state.globalStep) ? try measure(report) : false
    if isDone, options.evaluation == .never, !task.probe.isEmpty { try measureProbe(report) }
    state.callbacks.ours.seconds += (ContinuousClock.now - start) / .seconds(1)
    if options.saving.isDue(plan, step: state.globalStep)
      || isBest && (options.loadsBestModel || options.saving == .best)
    {
      try save(report)
    }
  }
}

extension FineTuning {
  /// −Σ p · log p over the shares of the labels in the training texts; nil where the loss is another.
  fileprivate var guessingLoss: Double? {
    guard model.configuration.problem == .singleLabel, trainerOptions.classWeights == .equal,
      trainerOptions.labelSmoothing == 0
    else { return nil }
    // A text of no label counts for all alike.
    let labels = model.configuration.labels.indices
    let unlabelled = Double(examples.count { $0.target == .noLabel }) / Double(labels.count)
    var counts = labels.map { _ in unlabelled }
    for label in examples.compactMap(\.target.label) { counts[label] += 1 }
    return counts.filter { $0 > 0 }.reduce(0) { sum, count in
      sum - count / Double(examples.count) * log(count / Double(examples.count))
    }
  }
}
