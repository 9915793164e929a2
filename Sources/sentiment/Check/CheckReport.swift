import ArgumentParser
import Files
import JSON
import SentimentAnalysis

/// A finding and its place in a file.
struct CheckFinding {
  /// The file's name as printed.
  var file: String
  var finding: Finding
  /// Is at the start of the finding.
  var counter: LineColumnCounter
}

/// Prints findings and errors as they occur, and keeps the exit code.
struct CheckReport {
  /// Whether a finding makes the command exit with 1.
  var hasFailure = false
  private let format: Check.Format
  private var hasError = false
  private var sarif = SARIFLog()

  init(format: Check.Format) { self.format = format }

  /// Starts a file.
  mutating func begin(file: String) { sarif.begin(file: file) }

  /// Prints a finding.
  mutating func add(_ finding: CheckFinding) {
    switch format {
    case .text: writeLine(finding.textLine)
    case .jsonl: writeLine(finding.json)
    case .github: write(Array((finding.githubCommand + "\n").utf8))
    case .sarif: write(Array(sarif.add(finding).utf8))
    }
  }

  /// Reports an error; the check goes on.
  mutating func error(_ sentence: String) {
    hasError = true
    warn(sentence)
    sarif.notifications.append(sentence.visible)
  }

  /// Completes the output.
  ///
  /// - Returns: the exit code; nil for success.
  mutating func finish() -> ExitCode? {
    let code: Int32 = hasError ? 2 : hasFailure ? 1 : 0
    if format == .sarif { write(Array(sarif.finish(exitCode: code).utf8)) }
    return code == 0 ? nil : ExitCode(code)
  }
}
