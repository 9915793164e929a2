import Foundation
import Training

/// Shows a training on standard error: one line that rewrites itself in a terminal, else a line now and then.
final class TrainingPrinter {
  private let isTerminal = isatty(2) == 1
  private var lastLine = ContinuousClock.now - .seconds(60)

  func show(_ event: FineTuning.Event) {
    switch event {
    case .progress(let progress):
      guard isTerminal || progress.step == progress.totalSteps || .now - lastLine >= .seconds(10) else { return }
      lastLine = .now
      let line = String(
        format: "epoch %.2f  step %d/%d  loss %.4f  lr %.2e  %.0f tokens/s  %@ left", progress.epoch, progress.step,
        progress.totalSteps, progress.loss, progress.learningRate, progress.tokensPerSecond,
        duration(progress.secondsLeft))
      writeText(isTerminal ? "\r\u{1B}[K\(line)" : line + "\n", toError: true)
    case .evaluated(let step, let epoch, let evaluation, let isBest):
      let place = String(format: "epoch %.2f  step %d", epoch, step)
      writeLine("\(place)  validation: \(evaluation.sentence)\(isBest ? "  (best)" : "")")
    case .probed(let step, let evaluation):
      writeLine("step \(step)  probe: \(evaluation.sentence)")
    case .calibrated(let before, let after):
      writeLine(
        "sentiment: calibrated on the validation texts: \(after.calibration); "
          + String(format: "loss %.4f → %.4f, ", before.loss, after.loss)
          + String(format: "ece %.4f → %.4f", before.expectedCalibrationError, after.expectedCalibrationError))
    case .alarm(let alarm):
      writeLine("sentiment: warning: \(alarm.sentence)")
    case .resumed(let folder, let step):
      writeLine("sentiment: going on from \(folder), after step \(step)")
    case .stoppedEarly(let evaluations, let bestStep):
      writeLine(
        "sentiment: no better for \(evaluations) evaluations, so the training ends; step \(bestStep) was the best")
    case .logged, .saved: break
    }
  }

  /// A line that stays, in place of the one that rewrites itself.
  private func writeLine(_ line: String) { writeText((isTerminal ? "\r\u{1B}[K" : "") + line + "\n", toError: true) }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
