import BERT
import JSON

extension TrainingRun {
  /// Measures the validation texts; true if the model is the best so far.
  mutating func evaluate(_ report: (FineTuning.Event) -> Void) throws -> Bool {
    let start = ContinuousClock.now
    let evaluation = Evaluation(of: trainer.model, on: task.validation)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    self.evaluation = evaluation
    let name = task.options.metricForBestModel
    let isHigher = task.options.greaterIsBetter ?? !Evaluation.isBetterLow(name)
    func isBetter(_ value: Double, by threshold: Double = 0) -> Bool {
      guard let best = state.bestMetric else { return true }
      return isHigher ? value > best + threshold : value < best - threshold
    }
    let value = evaluation.figure(name) ?? evaluation.loss
    // Before the best is replaced: an early stop compares with the best of the evaluations before.
    if state.callbacks.earlyStopping != nil {
      let counts = isBetter(value, by: task.options.earlyStoppingThreshold)
      let counter = state.callbacks.earlyStopping?.attributes.counter ?? 0
      state.callbacks.earlyStopping?.attributes.counter = counts ? 0 : counter + 1
    }
    let isBest = isBetter(value)
    let bestLoss = state.logHistory.compactMap { $0["eval_loss"]?.doubleValue }.min()
    if isBest {
      (state.bestMetric, state.bestGlobalStep) = (value, state.globalStep)
      state.bestModelCheckpoint = CheckpointFolder(output: task.output, step: state.globalStep).path
    }
    try record(
      task.named("eval_", evaluation) + [
        ("eval_runtime", seconds), ("eval_samples_per_second", Double(evaluation.count) / max(seconds, 1e-9)),
      ], report)
    report(.evaluated(step: state.globalStep, epoch: state.epoch, evaluation, isBest: isBest))
    let training = state.callbacks.ours.sinceEvaluation
    raise(
      Alarm.raised(
        by: evaluation, labels: task.model.configuration.labels, training: training, bestLoss: bestLoss), report)
    state.callbacks.ours.sinceEvaluation = .init()
    if let stopping = state.callbacks.earlyStopping, stopping.stops, let best = state.bestGlobalStep {
      report(.stoppedEarly(evaluations: stopping.attributes.counter, bestStep: best))
    }
    clock.restart()
    return isBest
  }

  /// Measures the user's own texts, which decide nothing.
  mutating func probe(_ report: (FineTuning.Event) -> Void) throws {
    let evaluation = Evaluation(of: trainer.model, on: task.probe)
    try record(task.named("probe_", evaluation), report)
    report(.probed(step: state.globalStep, evaluation))
    clock.restart()
  }
}

extension FineTuning {
  /// An evaluation's figures, `eval_loss` always among them.
  func named(_ prefix: String, _ evaluation: Evaluation) -> [(name: String, value: Double)] {
    let figures = evaluation.figures.filter { $0.name != "loss" }
    return ([("loss", evaluation.loss)] + figures).map { (prefix + $0.name, $0.value) }
  }
}
