import Foundation
import Training

extension FineTuning.Progress {
  /// How far a training is, in one line of a log.
  var line: String { parts.joined(separator: "  ") }

  /// For a terminal: with a bar, and as many of the figures as it has room for, so that it never wraps.
  func bar(columns: Int) -> String {
    let done = Double(step) / Double(max(1, totalSteps))
    let cells = min(30, columns / 6)
    let full = Int(done * Double(cells))
    let bar = String(repeating: "━", count: full) + String(repeating: "─", count: cells - full)
    return fitted([String(format: "%3.0f%%", (100 * done).rounded(.down)), bar] + parts, columns: columns)
  }

  /// What one looks for most first.
  private var parts: [String] {
    let (step, total) = ("\(step)", "\(totalSteps)")
    let whole = Int(min(max(secondsLeft, 0), 1e9).rounded())
    return [
      "step " + String(repeating: " ", count: max(0, total.count - step.count)) + "\(step)/\(total)",
      String(format: "loss %.4f", loss),
      String(format: "%d:%02d:%02d left", whole / 3600, whole / 60 % 60, whole % 60),
      String(format: "epoch %.2f", epoch), String(format: "%.0f tokens/s", tokensPerSecond),
      String(format: "lr %.2e", learningRate),
    ]
  }
}

/// The first parts, two spaces between them; the terminal's last column stays free, in which some wrap already.
func fitted(_ parts: [String], columns: Int) -> String {
  parts.reduce("") { line, part in
    let longer = line.isEmpty ? part : line + "  " + part
    return longer.count < columns ? longer : line
  }
}
