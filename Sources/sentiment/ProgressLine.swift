import Foundation
import Training

/// How far a training is, in one line.
enum ProgressLine {
  /// For a log.
  static func plain(_ progress: FineTuning.Progress) -> String {
    parts(progress).joined(separator: "  ")
  }

  /// For a terminal: with a bar, and as many of the figures as it has room for, so that it never wraps.
  static func bar(_ progress: FineTuning.Progress, columns: Int) -> String {
    let done = Double(progress.step) / Double(max(1, progress.totalSteps))
    let cells = min(30, columns / 6)
    let full = Int(done * Double(cells))
    let bar = String(repeating: "━", count: full) + String(repeating: "─", count: cells - full)
    return fitted(
      [String(format: "%3.0f%%", (100 * done).rounded(.down)), bar] + parts(progress),
      columns: columns)
  }

  /// The first parts, two spaces between them; the terminal's last column stays free, in which some wrap already.
  static func fitted(_ parts: [String], columns: Int) -> String {
    parts.reduce("") { line, part in
      let longer = line.isEmpty ? part : line + "  " + part
      return longer.count < columns ? longer : line
    }
  }

  /// What one looks for most first.
  private static func parts(_ progress: FineTuning.Progress) -> [String] {
    let total = "\(progress.totalSteps)"
    let step = "\(progress.step)"
    return [
      "step " + String(repeating: " ", count: max(0, total.count - step.count))
        + "\(step)/\(total)",
      String(format: "loss %.4f", progress.loss), duration(progress.secondsLeft) + " left",
      String(format: "epoch %.2f", progress.epoch),
      String(format: "%.0f tokens/s", progress.tokensPerSecond),
      String(format: "lr %.2e", progress.learningRate),
    ]
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
