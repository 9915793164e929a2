import Foundation
import JSON
import SentimentAnalysis

/// The ways in which `check` prints a finding.
enum FindingFormat {
  static func line(_ finding: Finding, _ format: Check.Format, file: String, _ place: Place) -> String {
    switch format {
    case .github:
      // https://docs.github.com/actions/reference/workflow-commands-for-github-actions, "Setting a warning message"
      "::\(finding.severity == .warning ? "warning" : "notice") file=\(escaped(file, inProperty: true)),"
        + "line=\(place.line),col=\(place.column)::\(escaped(finding.message))"
    case .jsonl:
      JSONValue.object([
        "file": .string(file), "line": .integer(Int64(place.line)), "column": .integer(Int64(place.column)),
        "severity": .string(finding.severity.rawValue), "message": .string(finding.message),
      ]).merging(finding.classification.json(text: finding.review.text, explain: true, details: false)).serialized()
    case .text, .sarif:
      "\(file):\(place.line):\(place.column): \(finding.severity.rawValue): \(finding.message)"
    }
  }

  /// One element of `results` in a SARIF run.
  static func sarifResult(_ finding: Finding, file: String, _ place: Place) -> JSONValue {
    [
      "ruleId": .string(finding.classification.label), "level": finding.severity == .warning ? "warning" : "note",
      "message": ["text": .string(finding.message)],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": [
              "uri": .string(file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file)
            ],
            "region": ["startLine": .integer(Int64(place.line)), "startColumn": .integer(Int64(place.column))],
          ]
        ]
      ],
    ]
  }

  /// A whole SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
  static func sarif(_ results: [JSONValue]) -> JSONValue {
    [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": ["name": "sentiment", "version": .string(version)]], "columnKind": "unicodeCodePoints",
          "results": .array(results),
        ]
      ],
    ]
  }

  private static func escaped(_ text: String, inProperty: Bool = false) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where inProperty: "%3A"
      case "," where inProperty: "%2C"
      default: String(scalar)
      }
    }.joined()
  }
}

extension JSONValue {
  /// This object's members, then those of the other.
  fileprivate func merging(_ other: JSONValue) -> JSONValue {
    guard var object = objectValue, let members = other.objectValue else { return self }
    for (key, value) in members { object[key] = value }
    return .object(object)
  }
}
