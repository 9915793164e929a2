import Foundation
import Training

extension FineTuning.Progress {
  /// The progress as a line of a log.
  var line: String { parts.joined(separator: "  ") }

  /// The progress as a line of a terminal: a bar, and as many figures as fit without wrapping.
  func bar(columns: Int) -> String {
    let done = Double(step) / Double(max(1, totalSteps))
    let cells = min(30, columns / 6)
    let full = Int(done * Double(cells))
    let bar = String(repeating: "━", count: full) + String(repeating: "─", count: cells - full)
    return fitted([String(format: "%3.0f%%", (100 * done).rounded(.down)), bar] + parts, columns: columns)
  }

  /// The figures, most important first.
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

/// The first parts that fit, separated by two spaces. The last column stays free, since some terminals wrap there.
func fitted(_ parts: [String], columns: Int) -> String {
  parts.reduce("") { line, part in
    let longer = line.isEmpty ? part : line + "  " + part
    return longer.count < columns ? longer : line
  }
}
