import Files
import JSON
import Reviews
import SentimentAnalysis

extension CheckFinding {
  /// `reviews.txt:3:1: warning: negative 97% (broken)`
  var textLine: String {
    let start = range.start
    return "\(file):\(start.line):\(start.column): \(finding.severity.rawValue): \(finding.message)"
  }

  /// A workflow command, which GitHub shows at the lines
  /// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions, "Setting a warning message").
  var githubCommand: String {
    let (start, end) = range
    let command =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .information, .hint: "notice"
      }
    return "::\(command) file=\(escaped(file, inProperty: true)),line=\(start.line),endLine=\(end.line),"
      + "col=\(start.column),endColumn=\(end.column)::\(escaped(finding.message))"
  }

  /// One object of JSON lines: the range, its end exclusive, and the members of `classify --explain`.
  var json: JSONValue {
    let (start, end) = range
    var object: JSONObject = [
      "file": .string(file.repaired), "line": .integer(Int64(start.line)), "column": .integer(Int64(start.column)),
      "endLine": .integer(Int64(end.line)), "endColumn": .integer(Int64(end.column)),
      "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
    ]
    let classification = finding.classification?.json(text: finding.text.string, explain: true, details: false)
    for (key, value) in classification?.objectValue ?? [:] { object[key] = value }
    // The threshold of the settings overrides the model's.
    object["uncertain"] = finding.verdict.isUncertain ? true : nil
    return .object(object)
  }

  /// The finding's start and end.
  var range: (start: LineColumn, end: LineColumn) { counter.convert(finding.review.range) }
}

private func escaped(_ text: String, inProperty: Bool = false) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "%": "%25"
    case "\r": "%0D"
    case "\n": "%0A"
    case ":" where inProperty: "%3A"
    case "," where inProperty: "%2C"
    default: String(scalar)
    }
  }.joined().visible
}
