import BERT
import JSON

extension TrainingRun {
  /// Records the mean loss since the last record.
  mutating func logLoss(_ update: Trainer.Update, _ report: (FineTuning.Event) -> Void) throws {
    let sums = state.callbacks.ours.sinceLog
    let accuracy = task.model.configuration.problem == .singleLabel ? [("accuracy", sums.accuracy)] : []
    try record(
      [("loss", sums.meanLoss)] + accuracy
        + [("grad_norm", update.gradientNorm), ("learning_rate", update.learningRate)], report)
    if let guessing {
      let warmup = task.trainerOptions.warmup.steps(of: state.maxSteps)
      raise(
        [Alarm.lossNotFalling(sums, step: state.globalStep, warmupSteps: warmup, guessing: guessing)], report)
    }
    state.callbacks.ours.sinceLog = .init()
  }

  /// Everything that is recorded goes through here.
  mutating func record(
    _ figures: [(name: String, value: Double)], _ report: (FineTuning.Event) -> Void
  ) throws {
    var entry = JSONObject()
    for (name, value) in figures { entry[name] = .double(value) }
    entry["epoch"] = .double(state.epoch)
    entry["step"] = .integer(Int64(state.globalStep))
    state.logHistory.append(.object(entry))
    do {
      try writer?.write(step: state.globalStep, figures.map { (grouped($0.name), $0.value) })
    } catch {
      // What is trained is worth more than its curves.
      writer = nil
      report(.lostRecords("\(error); the training goes on without event files"))
    }
    report(.logged(step: state.globalStep, figures))
  }

  /// As TensorBoard groups figures: `train/loss`, `eval/loss`.
  private func grouped(_ name: String) -> String {
    for group in ["eval", "probe"] where name.hasPrefix(group + "_") {
      return "\(group)/\(name.dropFirst(group.count + 1))"
    }
    return "train/\(name)"
  }

  /// Every kind of alarm once.
  mutating func raise(_ alarms: [Alarm?], _ report: (FineTuning.Event) -> Void) {
    for case let alarm? in alarms where !state.callbacks.ours.alarms.contains(alarm.kind.rawValue) {
      state.callbacks.ours.alarms.append(alarm.kind.rawValue)
      report(.alarm(alarm))
    }
  }
}
