import ArgumentParser
import JSON
import SentimentAnalysis

/// One finding with its place in a file.
struct CheckFinding {
  /// As it is printed.
  var file: String
  var finding: Finding
  /// Stands at the finding's start.
  var places: PlaceCounter
}

/// Prints what a check finds as it is found, and keeps what it comes to.
struct CheckReport {
  /// Whether there is a finding that the command exits with 1 for.
  var isFlagged = false
  private let format: Check.Format
  private var hadTrouble = false
  private var sarif = SARIFLog()

  init(format: Check.Format) { self.format = format }

  /// Findings of a file may come.
  mutating func begin(file: String) { sarif.begin(file: file) }

  /// Prints a finding.
  mutating func add(_ finding: CheckFinding) {
    switch format {
    case .text: writeText(finding.textLine + "\n")
    case .jsonl: writeText(finding.json.serialized() + "\n")
    case .github: writeText(finding.githubCommand + "\n")
    case .sarif: writeText(sarif.add(finding))
    }
  }

  /// Says what went wrong; the rest is done all the same.
  mutating func trouble(_ sentence: String) {
    hadTrouble = true
    warn(sentence)
    sarif.notifications.append(sentence)
  }

  /// Completes what is printed.
  ///
  /// - Returns: the code to exit with; nil where nothing is flagged.
  mutating func finish() -> ExitCode? {
    let code: Int32 = hadTrouble ? 2 : isFlagged ? 1 : 0
    if format == .sarif { writeText(sarif.finish(exitCode: code)) }
    return code == 0 ? nil : ExitCode(code)
  }
}
