import Foundation
import Training

/// Shows a training on standard error: what happens as lines that stay, how far it is as one line that rewrites itself in a
/// terminal, else as a line now and then.
final class TrainingPrinter {
  private let terminal = Terminal()
  private let table: EvaluationTable
  /// What stood in the terminal's last line when it was last written.
  private var live = ""
  private var lastProgress = ContinuousClock.now - .seconds(60)
  /// Lines under the table's header, since it scrolls away; nil before the first.
  private var linesBelowHeader: Int?

  init(_ table: EvaluationTable) { self.table = table }

  func show(_ event: FineTuning.Event) {
    switch event {
    case .progress(let progress): show(progress)
    case .evaluated(let measurement):
      if linesBelowHeader.map({ $0 >= 20 }) ?? true {
        for line in table.header { writeLine(terminal.dimmed(line)) }
        linesBelowHeader = 0
      }
      writeLine(table.line(measurement))
    case .calibrated(let before, let after):
      writeLine(
        "sentiment: calibrated on the validation texts: \(after.calibration); "
          + String(format: "loss %.4f → %.4f, ", before.loss, after.loss)
          + String(format: "ece %.4f → %.4f", before.expectedCalibrationError, after.expectedCalibrationError))
    case .warning(let warning): writeLine("sentiment: warning: \(warning.sentence)")
    case .tensorBoardFailed(let sentence): writeLine("sentiment: warning: \(sentence)")
    case .resumed(let folder, let step):
      writeLine("sentiment: going on from \(folder), after step \(step)")
    case .stoppedEarly(let evaluations, let bestStep):
      writeLine(
        "sentiment: no better for \(evaluations) evaluations, so the training ends; step \(bestStep) was the best")
    case .logged, .saved: break
    }
  }

  /// Shows how far a work that follows the training is.
  func progress(of work: String) -> (_ done: Int, _ all: Int) -> Void {
    { self.rewrite(fitted([work, "\($0) of \($1)"], columns: self.terminal.columns)) }
  }

  /// Leaves the terminal's last line empty for whoever writes next.
  func clear() { rewrite("") }

  private func show(_ progress: FineTuning.Progress) {
    if terminal.rewrites {
      rewrite(progress.bar(columns: terminal.columns))
    } else if progress.step == progress.totalSteps || .now - lastProgress >= .seconds(10) {
      lastProgress = .now
      writeLine(progress.line)
    }
  }

  private func rewrite(_ line: String) {
    guard terminal.rewrites, !(line.isEmpty && live.isEmpty) else { return }
    live = line
    terminal.rewrite(line)
  }

  /// A line that stays, above the one that rewrites itself.
  private func writeLine(_ line: String) {
    linesBelowHeader? += 1
    writeText((live.isEmpty ? "" : "\r\u{1B}[K") + line + "\n" + live, toError: true)
  }
}
