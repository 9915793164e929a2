/// Reports progress about once a second. The speed counts only the time of updates.
struct ProgressClock {
  private var last = ContinuousClock.now
  private var sums = TrainerState.Sums()
  private var seconds = 0.0
  /// Since the start of this process; the time before a resume says nothing about the speed.
  private var all = (steps: 0, seconds: 0.0)

  /// - Parameter seconds: the duration of the update.
  mutating func progress(
    after update: Trainer.Update, _ seconds: Double, _ state: TrainerState
  ) -> FineTuning.Progress? {
    sums.add(update)
    self.seconds += seconds
    all = (all.steps + 1, all.seconds + seconds)
    guard .now - last >= .seconds(1) || state.globalStep == state.maxSteps else { return nil }
    defer { (last, sums, self.seconds) = (.now, .init(), 0) }
    return FineTuning.Progress(
      step: state.globalStep, totalSteps: state.maxSteps, epoch: state.epoch, loss: sums.meanLoss,
      learningRate: update.learningRate, tokensPerSecond: Double(sums.tokens) / max(self.seconds, 1e-9),
      secondsLeft: all.seconds / Double(all.steps) * Double(state.maxSteps - state.globalStep))
  }
}
