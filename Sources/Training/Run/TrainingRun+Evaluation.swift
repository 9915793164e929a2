import BERT
import JSON

extension TrainingRun {
  /// Measures what there is to measure; true if the model is the best so far.
  mutating func measure(_ report: (FineTuning.Event) -> Void) throws -> Bool {
    guard !task.validation.isEmpty || !task.probe.isEmpty else { return false }
    let training = state.callbacks.ours.sinceEvaluation
    let bestLoss = state.logHistory.compactMap { $0["eval_loss"]?.doubleValue }.min()
    let validation = task.validation.isEmpty ? nil : try evaluate(report)
    let probe = task.probe.isEmpty ? nil : try probe(report)
    let isBest = state.bestGlobalStep == state.globalStep
    report(evaluated(validation, probe, isBest: isBest))
    if let validation {
      raise(Alarm.raised(by: validation, training: training, bestLoss: bestLoss), report)
      if let stopping = state.callbacks.earlyStopping, stopping.stops, let best = state.bestGlobalStep {
        report(.stoppedEarly(evaluations: stopping.attributes.counter, bestStep: best))
      }
    }
    if let probe {
      let (accuracy, others) =
        validation.map { ($0.accuracy, "\($0.count) validation texts") }
        ?? (training.accuracy, "\(training.texts) texts trained on since the evaluation before")
      raise([Alarm.probeFails(probe, accuracy: accuracy, on: others)], report)
    }
    state.callbacks.ours.sinceEvaluation = .init()
    return isBest
  }

  /// Measures the probe's texts alone, at the end of a training without evaluations.
  mutating func measureProbe(_ report: (FineTuning.Event) -> Void) throws {
    let probe = try probe(report)
    report(evaluated(nil, probe, isBest: false))
  }

  private func evaluated(_ validation: Evaluation?, _ probe: Evaluation?, isBest: Bool) -> FineTuning.Event {
    .evaluated(
      FineTuning.Measurement(
        step: state.globalStep, epoch: state.epoch, trainingLoss: state.callbacks.ours.sinceEvaluation.meanLoss,
        validation: validation, probe: probe, isBest: isBest))
  }

  /// Measures the validation texts, and notes whether the model is the best so far.
  private mutating func evaluate(_ report: (FineTuning.Event) -> Void) throws -> Evaluation {
    let start = ContinuousClock.now
    let evaluation = try Evaluation(of: trainer.model, on: task.validation, in: task.context)
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
    if isBetter(value) {
      (state.bestMetric, state.bestGlobalStep) = (value, state.globalStep)
      state.bestModelCheckpoint = CheckpointFolder(output: task.output, step: state.globalStep).path
    }
    try record(
      task.named("eval_", evaluation) + [
        ("eval_runtime", seconds), ("eval_samples_per_second", Double(evaluation.count) / max(seconds, 1e-9)),
      ], report)
    return evaluation
  }

  /// Measures the user's own texts, which decide nothing.
  private mutating func probe(_ report: (FineTuning.Event) -> Void) throws -> Evaluation {
    let evaluation = try Evaluation(of: trainer.model, on: task.probe, in: task.context)
    try record(task.named("probe_", evaluation), report)
    return evaluation
  }
}

extension FineTuning {
  /// An evaluation's figures, `eval_loss` always among them.
  func named(_ prefix: String, _ evaluation: Evaluation) -> [(name: String, value: Double)] {
    let figures = evaluation.figures.filter { $0.name != "loss" }
    return ([("loss", evaluation.loss)] + figures).map { (prefix + $0.name, $0.value) }
  }
}
