import BERT
import JSON
import Tensors

extension TrainingRun {
  /// Evaluates the validation texts and the probe, if any. Returns whether the model is the best so far.
  mutating func measure(_ report: (FineTuning.Event) -> Void) throws -> Bool {
    let tasks = task.tasks.filter { !$0.data.validation.isEmpty }
    guard !task.validation.isEmpty || !task.probe.isEmpty || !tasks.isEmpty else { return false }
    let training = state.callbacks.training.sinceEvaluation
    let bestLoss = state.logHistory.compactMap { $0["eval_loss"]?.doubleValue }.min()
    taskEvaluations = try task.evaluations(of: trainer.model)
    for (evaluation, _) in taskEvaluations {
      try record(evaluation.metrics.map { ("eval_\(evaluation.name)_\($0.name)", $0.value) }, report)
    }
    let validation = task.validation.isEmpty && tasks.isEmpty ? nil : try evaluate(report)
    let probe = task.probe.isEmpty ? nil : try probe(report)
    let isBest = state.bestGlobalStep == state.globalStep
    report(evaluated(validation, probe, isBest: isBest))
    if let validation {
      // With teachers, the losses of training and validation differ in kind.
      let comparable = task.teachers.isEmpty ? bestLoss : nil
      warn(TrainingWarning.warnings(for: validation, training: training, bestLoss: comparable), report)
    }
    if let stopping = state.callbacks.earlyStopping, stopping.stops, let best = state.bestGlobalStep {
      report(.stoppedEarly(evaluations: stopping.attributes.counter, bestStep: best))
    }
    if let probe {
      let (accuracy, others) =
        validation.map { ($0.accuracy, "\($0.count) validation texts") }
        ?? (training.accuracy, "\(training.texts) texts trained on since the previous evaluation")
      warn([TrainingWarning.probeFails(probe, accuracy: accuracy, on: others)], report)
    }
    state.callbacks.training.sinceEvaluation = .init()
    return isBest
  }

  /// Evaluates the probe at the end of a training without evaluations.
  mutating func measureProbe(_ report: (FineTuning.Event) -> Void) throws {
    let probe = try probe(report)
    report(evaluated(nil, probe, isBest: false))
  }

  private func evaluated(_ validation: Evaluation?, _ probe: Evaluation?, isBest: Bool) -> FineTuning.Event {
    .evaluated(
      FineTuning.Measurement(
        step: state.globalStep, epoch: state.epoch, trainingLoss: state.callbacks.training.sinceEvaluation.meanLoss,
        validation: validation, tasks: taskEvaluations.map(\.evaluation), probe: probe, isBest: isBest))
  }

  /// The loss of all tasks with validation texts, each times its weight.
  private func totalLoss(_ evaluation: Evaluation?) -> Double {
    let weights = Dictionary(task.tasks.map { ($0.data.settings.name, $0.data.settings.weight) }) { $1 }
    return (evaluation?.loss ?? 0)
      + taskEvaluations.reduce(0) { $0 + $1.evaluation.loss * (weights[$1.evaluation.name] ?? 1) }
  }

  /// The value of the metric that chooses the best model: one of the main head, or one of a task after its name, such as
  /// `aspects_f1`. The loss is that of all tasks.
  private func bestMetric(_ evaluation: Evaluation?) -> Double {
    let metric = task.bestMetric
    if let name = metric.task {
      let found = taskEvaluations.first { $0.evaluation.name == name }?.evaluation
      return found?.metrics.first { $0.name == metric.name }?.value ?? 0
    }
    return metric.name == "loss" ? totalLoss(evaluation) : evaluation?.metric(metric.name) ?? totalLoss(evaluation)
  }

  /// Evaluates the validation texts, and records whether the model is the best so far.
  ///
  /// - Returns: nil without validation texts of the main head.
  private mutating func evaluate(_ report: (FineTuning.Event) -> Void) throws -> Evaluation? {
    let start = ContinuousClock.now
    let evaluation =
      task.validation.isEmpty
      ? nil : try Evaluation(of: trainer.model, on: task.validation, targets: task.targets, in: task.context)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    self.evaluation = evaluation
    let isHigher = task.options.greaterIsBetter ?? !Evaluation.isLowerBetter(task.bestMetric.name)
    func isBetter(_ value: Double, by threshold: Double = 0) -> Bool {
      guard let best = state.bestMetric else { return true }
      return isHigher ? value > best + threshold : value < best - threshold
    }
    let value = bestMetric(evaluation)
    // Before the best is replaced: early stopping compares with the previous best.
    if state.callbacks.earlyStopping != nil {
      let counts = isBetter(value, by: task.options.earlyStoppingThreshold)
      let counter = state.callbacks.earlyStopping?.attributes.counter ?? 0
      state.callbacks.earlyStopping?.attributes.counter = counts ? 0 : counter + 1
    }
    if isBetter(value) {
      (state.bestMetric, state.bestGlobalStep) = (value, state.globalStep)
      state.bestModelCheckpoint = CheckpointFolder(output: task.output, step: state.globalStep).path
    }
    guard let evaluation else { return nil }
    try record(
      task.named("eval_", evaluation) + [
        ("eval_runtime", seconds), ("eval_samples_per_second", Double(evaluation.count) / max(seconds, 1e-9)),
      ], report)
    return evaluation
  }

  /// Evaluates the probe, which has no effect on the training.
  private mutating func probe(_ report: (FineTuning.Event) -> Void) throws -> Evaluation {
    let evaluation = try Evaluation(of: trainer.model, on: task.probe, targets: task.targets, in: task.context)
    try record(task.named("probe_", evaluation), report)
    return evaluation
  }
}

extension FineTuning {
  /// Fits the further heads of a model to their validation texts by `TaskHead.fit`, and evaluates them on these texts.
  func evaluations(
    of model: SequenceClassifier
  ) throws(CancellationError) -> [(evaluation: TaskEvaluation, head: TaskHead)] {
    let tasks = tasks.filter { !$0.data.validation.isEmpty }
    guard !tasks.isEmpty else { return [] }
    let packed = model.packed(like: frozenEncoder, in: context)
    return try tasks.map { data, head throws(CancellationError) in
      try TaskEvaluation.measure(packed, head: head, on: data.validation, fits: true, in: context)
    }
  }

  /// The metrics of an evaluation with a prefix, `eval_loss` always among them.
  func named(_ prefix: String, _ evaluation: Evaluation) -> [(name: String, value: Double)] {
    let metrics = evaluation.metrics.filter { $0.name != "loss" }
    return ([("loss", evaluation.loss)] + metrics).map { (prefix + $0.name, $0.value) }
  }
}
