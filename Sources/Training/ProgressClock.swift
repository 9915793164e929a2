/// Says about once a second how far a training is.
struct ProgressClock {
  private var last = ContinuousClock.now
  private var sums = TrainerState.Sums()
  /// Since this process began: what came before a resume says nothing of the pace.
  private var all = (steps: 0, seconds: 0.0)

  /// Leaves out of the pace what was no update.
  mutating func restart() { last = .now }

  mutating func progress(after update: Trainer.Update, _ state: TrainerState) -> FineTuning.Progress? {
    sums.add(update)
    let seconds = (ContinuousClock.now - last) / .seconds(1)
    guard seconds >= 1 || state.globalStep == state.maxSteps else { return nil }
    all = (all.steps + sums.steps, all.seconds + seconds)
    defer { (last, sums) = (.now, .init()) }
    return FineTuning.Progress(
      step: state.globalStep, totalSteps: state.maxSteps, epoch: state.epoch, loss: sums.meanLoss,
      learningRate: update.learningRate, tokensPerSecond: Double(sums.tokens) / max(seconds, 1e-9),
      secondsLeft: all.seconds / Double(all.steps) * Double(state.maxSteps - state.globalStep))
  }
}
