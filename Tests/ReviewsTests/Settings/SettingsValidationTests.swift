import JSON
import Testing

@testable import Reviews

struct SettingsValidationTests {
  @Test func reportsInvalidSettingsAndKeepsTheOthers() {
    let rows: [(JSONValue, String)] = [
      (7, "sentiment should be an object, not 7"),
      (["sentiment": [1]], "sentiment should be an object, not [1]"),
      (["modle": "m"], "unknown setting sentiment.modle; did you mean sentiment.model?"),
      (
        ["sentiment": ["MinimumConfidence": 1]],
        "unknown setting sentiment.MinimumConfidence; did you mean sentiment.minimumConfidence?"
      ),
      (["enable": "yes"], #"sentiment.enable should be true or false, not "yes""#),
      (["model": ""], #"sentiment.model should be a non-empty string, or an array, not """#),
      (["model": [7]], "sentiment.model[0] should be a non-empty string, not 7"),
      (["debounce": 1.5], "sentiment.debounce should be a whole number from 0 to 10000, not 1.5"),
      (["debounce": 1e300], "sentiment.debounce should be a whole number from 0 to 10000, not 1e+300"),
      (["uncertainBelow": 1.5], "sentiment.uncertainBelow should be a number from 0.0 to 1.0, not 1.5"),
      (["severity": "off"], #"sentiment.severity should be an object, not "off""#),
      (
        ["severity": ["negative": "loud"]],
        #"sentiment.severity.negative should be one of error, warning, information, hint, off, not "loud""#
      ),
      (
        ["severity.negativ": "off"],
        "unknown setting sentiment.severity.negativ; did you mean sentiment.severity.negative?"
      ),
      (
        ["models": ["klingon": "m"]],
        "unknown setting sentiment.models.klingon; use one of zh, ja, ko, latin, cyrillic, greek, arabic, hebrew, "
          + "devanagari, thai, default"
      ),
      (
        ["polarity": ["LABEL_0": "bad"]],
        #"sentiment.polarity["LABEL_0"] should be one of negative, neutral, positive, mixed, none, not "bad""#
      ),
      (
        ["languages": ["xls"]],
        #"sentiment.languages[0] should be one of plaintext, csv, tsv, jsonl, json, markdown, not "xls""#
      ),
      (
        ["ignore": ["("]],
        #"sentiment.ignore[0] should be a regular expression of at most 4096 characters, not "(""#
      ),
      (
        ["column": 0],
        "sentiment.column should be a non-empty string, or a whole number from 1 to 100000, or an array, not 0"
      ),
      (
        ["files": ["*.csv": ["model": "m"]]],
        #"unknown setting sentiment.files["*.csv"].model; use one of enable, severity, minimumConfidence, "#
          + "minimumLength, maximumFindings, language, encoding, ignore, split, column"
      ),
      (
        ["files": ["*.csv": ["column": true]]],
        #"sentiment.files["*.csv"].column should be a non-empty string, or a whole number from 1 to 100000, or "#
          + "an array, not true"
      ),
      (["files": ["": [:]]], #"sentiment.files[""] has a key of 0 characters; use 1 to 4096"#),
    ]
    for (json, sentence) in rows {
      let (settings, warnings) = applied(["debounce": 3], json)
      #expect(warnings == ["S: " + sentence])
      var expected = applied(["debounce": 3]).settings
      expected.patterns = settings.patterns
      #expect(settings == expected, "\(json)")
    }
    let (settings, warnings) = applied([
      "languages": ["csv", "xls"], "ignore": ["(", "a"], "severity": ["neutral": 1, "positive": "hint"], "debounce": 7,
    ])
    #expect(warnings.count == 3)
    #expect(settings.formats == [.csv] && settings.rules.ignore == ["a"] && settings.debounce == 7)
    #expect(settings.severities[.positive] == .hint)
  }

  @Test func shortensLongValuesInMessages() throws {
    let (_, warnings) = applied(["debounce": .string(String(repeating: "é", count: 100_000))])
    #expect(try #require(warnings.first).count < 200)
  }

  @Test func rejectsHostileRegularExpressions() {
    let nested = ["(", "[", "(?:", "(?=", "[a&&", "a{99999}("].map {
      String(repeating: $0, count: 4096 / $0.utf8.count)
    }
    for text in nested + [String(repeating: "a", count: 5000), "a{10000000000}"] {
      let (settings, warnings) = applied(["ignore": [.string(text)]])
      #expect(warnings.count == 1 && settings.rules.ignore.isEmpty, "\(text.prefix(20))")
    }
    let sets = String(repeating: "[a]", count: 1000)
    checkSettings(["ignore": [.string(sets)]]) { $0.rules.ignore = [sets] }
  }

  @Test(arguments: ["exclude", "ignore", "files"]) func limitsTheLengthOfAllPatternsTogether(key: String) {
    let texts = (0..<20).map { String(repeating: "x", count: 4000) + "\($0)" }
    let json: JSONValue =
      key == "files"
      ? .object(JSONObject(uniqueKeysWithValues: texts.map { ($0, ["enable": true]) }))
      : .array(texts.map { .string($0) })
    let (settings, warnings) = applied([key: json])
    #expect(settings == Settings())
    #expect(
      warnings.count == 1 && warnings[0].hasSuffix("sentiment.\(key) has 80030 characters; the maximum is 65536"))
  }

  /// Large files produce few warnings and bounded settings.
  @Test(arguments: ["exclude", "ignore", "polarity", "files", "column", "unknown"])
  func limitsTheSizeOfListsAndObjects(key: String) {
    let many = (0..<2000).map { JSONValue.string("a\($0)") }
    let table = JSONObject(uniqueKeysWithValues: (0..<2000).map { ("a\($0)", JSONValue.string("negative")) })
    let json: JSONValue =
      switch key {
      case "unknown": .object(JSONObject(uniqueKeysWithValues: (0..<500).map { ("a\($0)", true) }))
      case "polarity": [key: .object(table)]
      case "files": [key: .object(JSONObject(uniqueKeysWithValues: (0..<2000).map { ("a\($0)", ["enable": true]) }))]
      default: [key: .array(many)]
      }
    let (settings, warnings) = applied(json)
    #expect(settings == Settings())
    #expect(warnings.count == (key == "unknown" ? 21 : 1), "\(warnings)")
    #expect(
      warnings.last?.contains(key == "unknown" ? "480 more settings are invalid" : "2000 entries; the maximum is 1000")
        == true)
  }
}
