import BERT
import Foundation
import JSON

/// A running training: the trainer, the actions due after its updates, and the logs.
struct TrainingRun {
  let task: FineTuning
  var trainer: Trainer
  var state = TrainerState()
  /// The evaluation of the current model, if it was evaluated.
  var evaluation: Evaluation?
  /// The evaluations of the current model's further heads, and the heads with what was fitted on them.
  var taskEvaluations: [(evaluation: TaskEvaluation, head: TaskHead)] = []
  var clock = ProgressClock()
  var writer: TensorBoardWriter?
  /// The loss of always predicting the frequencies of the labels.
  let guessingLoss: Double?

  /// - Parameter teaching: what the teachers say of the texts; nil without teachers.
  init(_ task: FineTuning, _ teaching: Teaching? = nil) {
    self.task = task
    var tasks = task.trainerTasks
    if let teaching, task.isMainTrained { tasks[0].teaching = teaching }
    trainer = Trainer(
      task.model, tasks, options: task.trainerOptions, frozenEncoder: task.frozenEncoder, in: task.context)
    state.maxSteps = trainer.totalSteps
    state.numTrainEpochs = (trainer.totalSteps + trainer.plan.stepsPerEpoch - 1) / trainer.plan.stepsPerEpoch
    state.trainBatchSize = task.trainerOptions.batchSize
    state.callbacks.earlyStopping = task.options.earlyStoppingPatience.map {
      .init(args: .init(patience: $0, threshold: task.options.earlyStoppingThreshold))
    }
    state.callbacks.training.settings = Dictionary(task.fingerprint.map { ($0.name, $0.value) }) { $1 }
    guessingLoss = task.guessingLoss
  }

  /// Whether the last update is made, or evaluations no longer improve.
  var isDone: Bool { state.globalStep >= state.maxSteps || state.callbacks.earlyStopping?.stops == true }

  /// Makes one update and whatever is due after it.
  mutating func advance(_ report: (FineTuning.Event) -> Void) throws {
    let (options, plan) = (task.options, trainer.plan)
    let start = ContinuousClock.now
    let update = try trainer.update()
    state.globalStep = trainer.step
    state.epoch = Double(trainer.step) / Double(plan.stepsPerEpoch)
    state.callbacks.training.sinceLog.add(update)
    state.callbacks.training.sinceEvaluation.add(update)
    state.callbacks.training.sinceStart.add(update)
    (evaluation, taskEvaluations) = (nil, [])
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if let progress = clock.progress(after: update, seconds, state) { report(.progress(progress)) }
    if options.logging.isDue(plan, step: state.globalStep) { try logLoss(update, report) }
    let isBest = options.evaluation.isDue(plan, step: state.globalStep) ? try measure(report) : false
    if isDone, options.evaluation == .never, !task.probe.isEmpty { try measureProbe(report) }
    state.callbacks.training.seconds += (ContinuousClock.now - start) / .seconds(1)
    if options.saving.isDue(plan, step: state.globalStep)
      || isBest && (options.loadsBestModel || options.saving == .best)
    {
      try save(report)
    }
  }
}

extension TrainingRun {
  /// Logs the mean loss since the last log entry.
  mutating func logLoss(_ update: Trainer.Update, _ report: (FineTuning.Event) -> Void) throws {
    let sums = state.callbacks.training.sinceLog
    let accuracy = task.model.configuration.problem == .singleLabel ? [("accuracy", sums.accuracy)] : []
    try record(
      [("loss", sums.meanLoss)] + accuracy
        + [("grad_norm", update.gradientNorm), ("learning_rate", update.learningRate)], report)
    if let guessingLoss, task.tasks.isEmpty {
      let warmup = task.trainerOptions.warmup.steps(of: state.maxSteps)
      warn(
        [TrainingWarning.lossNotFalling(sums, step: state.globalStep, warmupSteps: warmup, guessingLoss: guessingLoss)],
        report)
    }
    state.callbacks.training.sinceLog = .init()
  }

  /// Appends a log entry.
  mutating func record(
    _ metrics: [(name: String, value: Double)], _ report: (FineTuning.Event) -> Void
  ) throws {
    var entry = JSONObject()
    for (name, value) in metrics { entry[name] = .double(value) }
    entry["epoch"] = .double(state.epoch)
    entry["step"] = .integer(Int64(state.globalStep))
    state.logHistory.append(.object(entry))
    do {
      try writer?.write(step: state.globalStep, metrics.map { (grouped($0.name), $0.value) })
    } catch {
      // A failure here must not end the training.
      writer = nil
      report(.tensorBoardFailed("\(error); the training continues without event files"))
    }
    report(.logged(step: state.globalStep, metrics))
  }

  /// The name in its TensorBoard group: `train/loss`, `eval/loss`.
  private func grouped(_ name: String) -> String {
    for group in ["eval", "probe"] where name.hasPrefix(group + "_") {
      return "\(group)/\(name.dropFirst(group.count + 1))"
    }
    return "train/\(name)"
  }

  /// Reports each kind of warning once.
  mutating func warn(_ warnings: [TrainingWarning?], _ report: (FineTuning.Event) -> Void) {
    for case let warning? in warnings where !state.callbacks.training.warnings.contains(warning.kind.rawValue) {
      state.callbacks.training.warnings.append(warning.kind.rawValue)
      report(.warning(warning))
    }
  }
}

extension FineTuning {
  /// −Σ p · log p over the shares of the labels in the training texts; nil if the loss is weighted or smoothed, or has teachers.
  fileprivate var guessingLoss: Double? {
    guard model.configuration.problem == .singleLabel, trainerOptions.classWeights == .equal,
      trainerOptions.labelSmoothing == 0, teachers.isEmpty
    else { return nil }
    // A text without a label counts equally for all.
    let labels = model.configuration.labels.indices
    let unlabelled = Double(examples.count { $0.target == .noLabel }) / Double(labels.count)
    var counts = labels.map { _ in unlabelled }
    for label in examples.compactMap(\.target.label) { counts[label] += 1 }
    return counts.filter { $0 > 0 }.reduce(0) { sum, count in
      sum - count / Double(examples.count) * log(count / Double(examples.count))
    }
  }
}
