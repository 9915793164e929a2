import Foundation
import JSON
import Reviews
import SentimentAnalysis

/// A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), written result by result: what the results refer to
/// comes behind them.
struct SARIFLog {
  /// What went wrong, in sentences.
  var notifications: [String] = []
  private var isBegun = false
  private var rules: [(id: String, rule: JSONValue)] = []
  /// The URIs of the files that were checked, and the places of these.
  private var files: [String] = []
  private var places: [String: Int] = [:]

  private static let beginning =
    #"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"#
    + #""columnKind":"unicodeCodePoints","results":["# + "\n"

  /// Lists a file as checked.
  mutating func begin(file: String) {
    let uri = Self.uri(file)
    guard places[uri] == nil else { return }
    places[uri] = files.count
    files.append(uri)
  }

  /// The text of a result, with whatever has to stand in front of it.
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
    // Its brace stands before the results.
    return (isBegun ? "" : Self.beginning) + "\n]," + rest.serialized().dropFirst() + "]}\n"
  }

  private mutating func result(_ finding: CheckFinding) -> JSONValue {
    let verdict = finding.finding.verdict
    let id = verdict.isUncertain ? "uncertain" : verdict.label
    let level =
      switch finding.finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .information, .hint: "note"
      }
    let uri = Self.uri(finding.file)
    var artifact: JSONObject = ["uri": .string(uri)]
    artifact["index"] = places[uri].map { .integer(Int64($0)) }
    func location(_ range: (start: Place, end: Place)) -> JSONValue {
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
    return [
      "ruleId": .string(id), "ruleIndex": .integer(Int64(index(ofRule: id, verdict, level))), "level": .string(level),
      "message": Self.message(finding.finding.message),
      "locations": [["physicalLocation": location(finding.range)]],
      "relatedLocations": .array(
        verdict.relatedPhrases.enumerated().map { number, phrase in
          let message = String(format: "%+.2f ", phrase.weight) + text.string[utf8: phrase.range].excerpt()
          return [
            "id": .integer(Int64(number + 1)),
            "physicalLocation": location(finding.places.places(of: text.documentRange(of: phrase.range))),
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
      verdict.isUncertain
      ? "A review of whose label the model is too little sure." : "A review that the model labels \(verdict.label)."
    let rule: JSONValue = [
      "id": .string(id), "shortDescription": Self.message(sentence),
      "defaultConfiguration": ["level": .string(level)],
    ]
    rules.append((id, rule))
    return rules.count - 1
  }

  /// Braces would stand for what is filled in (section 3.11.5), `[…](…)` for a link (3.11.6).
  private static func message(_ text: String) -> JSONValue {
    let escaped = text.replacing("{", with: "{{").replacing("}", with: "}}").replacing("](", with: "\\](")
    return ["text": .string(escaped)]
  }

  /// A path as a reference relative to where the command ran, or as a file's URI.
  private static func uri(_ path: String) -> String {
    // A colon in the first component would end a scheme.
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":;"))
    let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
    return path.hasPrefix("/") ? "file://" + encoded : encoded
  }

  /// The same for the same text in every run, wherever it stands: FNV-1a in 64 bits.
  private static func fingerprint(_ text: String) -> String {
    let digits = String(text.utf8.fnv1a, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
