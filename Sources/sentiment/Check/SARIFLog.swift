import Files
import Foundation
import JSON
import Reviews
import SentimentAnalysis

/// A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), written result by result; the rules and files that
/// results refer to come last.
struct SARIFLog {
  /// Error messages.
  var notifications: [String] = []
  private var isBegun = false
  private var rules: [(id: String, rule: JSONValue)] = []
  /// The URIs of the files, and the index of each.
  private var files: [String] = []
  private var indices: [String: Int] = [:]

  private static let beginning =
    #"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#
    + #""columnKind":"unicodeCodePoints","results":["# + "\n"

  /// Starts a file.
  mutating func begin(file: String) {
    let uri = FilePath(text: file).uri
    guard indices[uri] == nil else { return }
    indices[uri] = files.count
    files.append(uri)
  }

  /// The text of a result, with the separator or the beginning of the log before it.
  mutating func add(_ finding: CheckFinding) -> String {
    let text = (isBegun ? ",\n" : Self.beginning) + result(finding).serialized()
    isBegun = true
    return text
  }

  /// The rest of the log.
  mutating func finish(exitCode: Int32) -> String {
    let rest: JSONValue = [
      "tool": [
        "driver": [
          "name": "sentiment", "version": .string(version), "semanticVersion": .string(version),
          "rules": .array(rules.map(\.rule)),
        ]
      ],
      "artifacts": .array(files.map { ["location": ["uri": .string($0)], "roles": ["analysisTarget"]] }),
      "invocations": [
        [
          "executionSuccessful": .bool(exitCode != 2), "exitCode": .integer(Int64(exitCode)),
          "toolExecutionNotifications": .array(
            notifications.map { ["level": "error", "message": Self.message($0)] }),
        ]
      ],
    ]
    // `beginning` has the opening brace already.
    return (isBegun ? "" : Self.beginning) + "\n]," + rest.serialized().dropFirst() + "]}\n"
  }

  private mutating func result(_ finding: CheckFinding) -> JSONValue {
    let verdict = finding.finding.verdict
    let id = verdict.countedLabel
    let level =
      switch finding.finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .information, .hint: "note"
      }
    let uri = FilePath(text: finding.file).uri
    var artifact: JSONObject = ["uri": .string(uri)]
    artifact["index"] = indices[uri].map { .integer(Int64($0)) }
    func location(_ range: (start: LineColumn, end: LineColumn)) -> JSONValue {
      [
        "artifactLocation": .object(artifact),
        "region": [
          "startLine": .integer(Int64(range.start.line)), "startColumn": .integer(Int64(range.start.column)),
          "endLine": .integer(Int64(range.end.line)), "endColumn": .integer(Int64(range.end.column)),
        ],
      ]
    }
    let text = finding.finding.text
    var properties: JSONObject = [
      "label": .string(verdict.label), "polarity": .string(verdict.polarity.rawValue),
    ]
    properties["confidence"] = finding.finding.classification?.confidence.map { .double($0) }
    if verdict.isUncertain { properties["uncertain"] = true }
    if verdict.isMixed { properties["mixed"] = true }
    return [
      "ruleId": .string(id), "ruleIndex": .integer(Int64(index(ofRule: id, verdict, level))), "level": .string(level),
      "message": Self.message(finding.finding.message),
      "locations": [["physicalLocation": location(finding.range)]],
      "relatedLocations": .array(
        verdict.relatedPhrases.enumerated().map { number, phrase in
          let message = String(format: "%+.2f ", phrase.weight) + text.string[utf8: phrase.range].excerpt()
          return [
            "id": .integer(Int64(number + 1)),
            "physicalLocation": location(finding.counter.convert(text.documentRange(of: phrase.range))),
            "message": Self.message(message),
          ]
        }),
      "partialFingerprints": ["reviewText/v1": .string(Self.fingerprint(text.string))],
      "properties": .object(properties),
    ]
  }

  private mutating func index(ofRule id: String, _ verdict: Verdict, _ level: String) -> Int {
    if let index = rules.firstIndex(where: { $0.id == id }) { return index }
    let sentence =
      switch (verdict.isUncertain, verdict.isMixed) {
      case (true, true): "A review that praises and blames, without a certain label."
      case (true, false): "A review with an uncertain label."
      case (false, _): "A review with the label \(verdict.label)."
      }
    let rule: JSONValue = [
      "id": .string(id), "shortDescription": Self.message(sentence),
      "defaultConfiguration": ["level": .string(level)],
    ]
    rules.append((id, rule))
    return rules.count - 1
  }

  /// Escapes braces, which enclose placeholders (section 3.11.5), and `[…](…)`, which is a link (3.11.6).
  private static func message(_ text: String) -> JSONValue {
    let escaped = text.replacing("{", with: "{{").replacing("}", with: "}}").replacing("](", with: "\\](")
    return ["text": .string(escaped)]
  }

  /// A hash of the text alone, equal in every run: FNV-1a in 64 bits.
  private static func fingerprint(_ text: String) -> String {
    let digits = String(text.utf8.fnv1a, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
