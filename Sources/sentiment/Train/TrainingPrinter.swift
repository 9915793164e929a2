import Foundation
import Training

/// Prints a training on standard error: events as lines; progress as one line that is overwritten in a terminal, or as a line
/// every ten seconds elsewhere.
final class TrainingPrinter {
  private let terminal = Terminal()
  private let table: EvaluationTable
  /// The progress in the terminal's last line.
  private var progressLine = ""
  private var lastProgress = ContinuousClock.now - .seconds(60)
  /// Number of lines since the table's header, which is repeated when it has scrolled away; nil before the first.
  private var linesBelowHeader: Int?

  init(_ table: EvaluationTable) { self.table = table }

  func show(_ event: FineTuning.Event) {
    switch event {
    case .progress(let progress): show(progress)
    case .evaluated(let measurement):
      if linesBelowHeader.map({ $0 >= 20 }) ?? true {
        for line in table.header { show(line, isDimmed: true) }
        linesBelowHeader = 0
      }
      show(table.line(measurement))
    case .calibrated(let before, let after):
      show(
        "sentiment: calibrated on the validation texts: \(after.calibration); "
          + String(format: "loss %.4f → %.4f, ", before.loss, after.loss)
          + String(format: "ece %.4f → %.4f", before.expectedCalibrationError, after.expectedCalibrationError))
    case .warning(let warning): show("sentiment: warning: \(warning.sentence)")
    case .tensorBoardFailed(let sentence), .cacheFailed(let sentence): show("sentiment: warning: \(sentence)")
    case .teaching(let teacher, let done, let all): show(teacher: teacher, done, of: all)
    case .taught(let teacher, let texts, let isFromCache):
      clear()
      show("sentiment: teacher \(teacher): \(texts) texts\(isFromCache ? ", read for an earlier training" : "")")
    case .resumed(let folder, let step):
      show("sentiment: resuming from \(folder), after step \(step)")
    case .stoppedEarly(let evaluations, let bestStep):
      show(
        "sentiment: stopped early: no improvement in \(evaluations) evaluations; step \(bestStep) was the best")
    case .logged, .saved: break
    }
  }

  /// Shows the progress of work after the training.
  func progress(of work: String) -> (_ done: Int, _ all: Int) -> Void {
    { self.rewrite(fitted([work, "\($0) of \($1)"], columns: self.terminal.columns)) }
  }

  /// Clears the progress line.
  func clear() { rewrite("") }

  private func show(_ progress: FineTuning.Progress) {
    if terminal.rewrites {
      rewrite(progress.bar(columns: terminal.columns))
    } else if progress.step == progress.totalSteps || .now - lastProgress >= .seconds(10) {
      lastProgress = .now
      show(progress.line)
    }
  }

  /// Shows how many texts a teacher has read.
  private func show(teacher: String, _ done: Int, of all: Int) {
    let line = "teacher \(teacher): \(done) of \(all) texts"
    if terminal.rewrites {
      rewrite(fitted([line], columns: terminal.columns))
    } else if .now - lastProgress >= .seconds(10) {
      lastProgress = .now
      show(line)
    }
  }

  private func rewrite(_ line: String) {
    guard terminal.rewrites, !(line.isEmpty && progressLine.isEmpty) else { return }
    progressLine = line
    terminal.rewrite(line)
  }

  /// Writes a line above the progress line.
  private func show(_ line: String, isDimmed: Bool = false) {
    linesBelowHeader? += 1
    if !progressLine.isEmpty { terminal.rewrite("") }
    if isDimmed { terminal.writeDimmed(line) } else { writeLine(line, toError: true) }
    if !progressLine.isEmpty { terminal.rewrite(progressLine) }
  }
}
