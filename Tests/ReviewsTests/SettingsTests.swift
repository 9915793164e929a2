import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Reviews

/// The settings of sources laid over each other, and what was said of them.
private func read(_ sources: JSONValue..., folder: FilePath? = nil) -> (settings: Settings, told: [String]) {
  var settings = Settings()
  var told: [String] = []
  for source in sources { settings.apply(source, from: "S", folder: folder) { told.append($0) } }
  return (settings, told)
}

/// What reading a source changes, without a complaint.
private func check(
  _ sources: JSONValue..., sourceLocation: SourceLocation = #_sourceLocation, as change: (inout Settings) -> Void
) {
  var (expected, settings) = (Settings(), Settings())
  var told: [String] = []
  for source in sources { settings.apply(source, from: "S", folder: "/p") { told.append($0) } }
  change(&expected)
  #expect(settings == expected, sourceLocation: sourceLocation)
  #expect(told == [], sourceLocation: sourceLocation)
}

struct SettingsTests {
  @Test func everyKeyIsRead() {
    check(["enable": false]) { $0.isEnabled = false }
    check(["model": "org/name"]) { $0.model = "org/name" }
    check(["models": ["zh": "a/b", "default": "c"]]) { $0.models = ["zh": "a/b", "default": "c"] }
    check(["polarity": ["LABEL_0": "negative", "<2.5": "none"]]) {
      $0.polarities = ["LABEL_0": .negative, "<2.5": .unknown]
    }
    check(["uncertainBelow": 0.65]) { $0.uncertainBelow = 0.65 }
    check(["debounce": 0]) { $0.debounce = 0 }
    check(["severity": ["negative": "error", "uncertain": "off", "none": "hint"]]) {
      $0.severities = [.negative: .error, .none: .hint]
    }
    check(["minimumConfidence": 1]) { $0.minimumConfidence = 1 }
    check(["minimumLength": 5]) { $0.rules.minimumLength = 5 }
    check(["maximumFindings": 0]) { $0.maximumFindings = 0 }
    check(["languages": ["markdown", "json", "json"]]) { $0.formats = [.markdown, .json] }
    check(["languages": []]) { $0.formats = [] }
    check(["exclude": ["*.log"]]) { $0.exclude = [Glob("*.log", in: "/p")] }
    check(["ignore": ["^#", #"\bTODO\b"#]]) { $0.rules.ignore = ["^#", #"\bTODO\b"#] }
    check(["split": "paragraph"]) { $0.rules.split = .paragraph }
    check(["column": "body"]) { $0.rules.columns = ["body"] }
    check(["column": 3]) { $0.rules.columns = ["3"] }
    check(["column": ["title", 3]]) { $0.rules.columns = ["title", "3"] }
  }

  @Test func settingsComeNestedFlatOrBare() {
    let settings: [JSONValue] = [
      ["sentiment": ["debounce": 7, "severity": ["negative": "hint"]]],
      ["sentiment.debounce": 7, "sentiment.severity": ["negative": "hint"]],
      ["sentiment.debounce": 7, "sentiment.severity.negative": "hint"],
      ["debounce": 7, "severity.negative": "hint"],
      ["sentiment": ["debounce": 7, "severity.negative": "hint"], "python": ["debounce": 9]],
      ["sentiment.debounce": 7, "sentiment.severity": ["negative": "hint"], "files": ["exclude": "x"], "debounce": 9],
    ]
    for settings in settings {
      check(settings) {
        $0.debounce = 7
        $0.severities[.negative] = .hint
      }
    }
    check(["sentiment.polarity.joy.full": "positive"]) { $0.polarities = ["joy.full": .positive] }
    for nothing: JSONValue in [nil, [:], ["sentiment": nil], ["sentiment": [:]], ["python": 1, "sentiment": [:]]] {
      check(nothing) { _ in }
    }
  }

  @Test func laterSourcesMergeObjectsAndReplaceTheRest() {
    check(
      ["severity": ["negative": "error", "neutral": "hint"], "ignore": ["a"], "models": ["zh": "a"]],
      ["severity": ["neutral": "off"], "ignore": ["b"], "models": ["ja": "b"]]
    ) {
      $0.severities = [.negative: .error, .uncertain: .information]
      $0.rules.ignore = ["b"]
      $0.models = ["zh": "a", "ja": "b"]
    }
  }

  @Test func nullPutsADefaultBack() {
    let everything: JSONValue = [
      "enable": false, "model": "m", "models": ["zh": "a"], "polarity": ["A": "none"], "uncertainBelow": 0.6,
      "debounce": 1, "severity": ["negative": "off"], "minimumConfidence": 0.1, "minimumLength": 1,
      "maximumFindings": 1, "inlayHints": true, "feedback": "marks.jsonl",
      "languages": ["json"], "exclude": ["a"], "ignore": ["a"], "split": "line", "column": "a",
      "files": ["*.csv": ["column": 1]],
    ]
    let keys = everything.objectValue?.keys ?? []
    #expect(Set(keys) == Set(SettingKey.ofAll.keys))
    check(everything, .object(JSONObject(uniqueKeysWithValues: keys.map { ($0, nil) }))) { _ in }
    check(
      everything,
      [
        "models": ["zh": nil], "polarity": ["A": nil], "severity": ["negative": nil], "files": ["*.csv": nil],
      ]
    ) { settings in
      settings = read(everything, folder: "/p").settings
      (settings.models, settings.polarities) = ([:], [:])
      settings.severities = Settings().severities
      settings.patterns = []
    }
  }

  @Test func whatCannotBeUsedIsToldInOneSentenceAndTheRestKept() {
    let rows: [(JSONValue, String)] = [
      (7, "sentiment should be an object, is 7"),
      (["sentiment": [1]], "sentiment should be an object, is [1]"),
      (["modle": "m"], "there is no setting sentiment.modle; did you mean sentiment.model?"),
      (
        ["sentiment": ["MinimumConfidence": 1]],
        "there is no setting sentiment.MinimumConfidence; did you mean sentiment.minimumConfidence?"
      ),
      (["enable": "yes"], #"sentiment.enable should be true or false, is "yes""#),
      (["model": ""], #"sentiment.model should be a string that is not empty, is """#),
      (["debounce": 1.5], "sentiment.debounce should be a whole number from 0 to 10000, is 1.5"),
      (["debounce": 1e300], "sentiment.debounce should be a whole number from 0 to 10000, is 1e+300"),
      (["uncertainBelow": 0.4], "sentiment.uncertainBelow should be a number from 0.5 to 1.0, is 0.4"),
      (["severity": "off"], #"sentiment.severity should be an object, is "off""#),
      (
        ["severity": ["negative": "loud"]],
        #"sentiment.severity.negative should be one of error, warning, information, hint, off, is "loud""#
      ),
      (
        ["severity.negativ": "off"],
        "there is no setting sentiment.severity.negativ; did you mean sentiment.severity.negative?"
      ),
      (
        ["models": ["klingon": "m"]],
        "there is no setting sentiment.models.klingon; there are zh, ja, ko, latin, cyrillic, greek, arabic, hebrew, "
          + "devanagari, thai, default"
      ),
      (
        ["polarity": ["LABEL_0": "bad"]],
        #"sentiment.polarity["LABEL_0"] should be one of negative, neutral, positive, none, is "bad""#
      ),
      (
        ["languages": ["xls"]],
        #"sentiment.languages[0] should be one of plaintext, csv, tsv, jsonl, json, markdown, is "xls""#
      ),
      (
        ["ignore": ["("]],
        #"sentiment.ignore[0] should be a regular expression of at most 4096 characters, is "(""#
      ),
      (
        ["column": 0],
        "sentiment.column should be a string that is not empty, or a whole number from 1 to 100000, or an array, is 0"
      ),
      (
        ["files": ["*.csv": ["model": "m"]]],
        #"there is no setting sentiment.files["*.csv"].model; there are enable, severity, minimumConfidence, "#
          + "minimumLength, maximumFindings, language, ignore, split, column"
      ),
      (
        ["files": ["*.csv": ["column": true]]],
        #"sentiment.files["*.csv"].column should be a string that is not empty, or a whole number from 1 to 100000, or "#
          + "an array, is true"
      ),
      (["files": ["": [:]]], #"sentiment.files[""] has a name of 0 characters, and may have 1 to 4096"#),
    ]
    for (json, sentence) in rows {
      let (settings, told) = read(["debounce": 3], json)
      #expect(told == ["S: " + sentence])
      var expected = read(["debounce": 3]).settings
      expected.patterns = settings.patterns
      #expect(settings == expected, "\(json)")
    }
    let (settings, told) = read([
      "languages": ["csv", "xls"], "ignore": ["(", "a"], "severity": ["neutral": 1, "positive": "hint"], "debounce": 7,
    ])
    #expect(told.count == 3)
    #expect(settings.formats == [.csv] && settings.rules.ignore == ["a"] && settings.debounce == 7)
    #expect(settings.severities[.positive] == .hint)
  }

  @Test func whatClientsKeepForThemselvesIsPassedOver() {
    check(["sentiment": ["trace": ["server": "verbose"], "path": "/usr/bin/x", "server": [:]]]) { _ in }
    check(["sentiment.trace.server": "off", "sentiment.path": nil, "$schema": "x"]) { _ in }
  }

  @Test func aLongValueIsToldInPart() throws {
    let (_, told) = read(["debounce": .string(String(repeating: "é", count: 100_000))])
    #expect(try #require(told.first).count < 200)
  }

  @Test func hostileRegularExpressionsAreToldLikeAnyOther() {
    let nested = ["(", "[", "(?:", "(?=", "[a&&", "a{99999}("].map {
      String(repeating: $0, count: 4096 / $0.utf8.count)
    }
    for text in nested + [String(repeating: "a", count: 5000), "a{10000000000}"] {
      let (settings, told) = read(["ignore": [.string(text)]])
      #expect(told.count == 1 && settings.rules.ignore.isEmpty, "\(text.prefix(20))")
    }
    let sets = String(repeating: "[a]", count: 1000)
    check(["ignore": [.string(sets)]]) { $0.rules.ignore = [sets] }
  }

  /// However much a file holds, little is said of it, and little kept.
  @Test(arguments: ["exclude", "ignore", "polarity", "files", "column", "unknown"])
  func listsAndObjectsAreBounded(key: String) {
    let many = (0..<2000).map { JSONValue.string("a\($0)") }
    let table = JSONObject(uniqueKeysWithValues: (0..<2000).map { ("a\($0)", JSONValue.string("negative")) })
    let json: JSONValue =
      switch key {
      case "unknown": .object(JSONObject(uniqueKeysWithValues: (0..<500).map { ("a\($0)", true) }))
      case "polarity": [key: .object(table)]
      case "files": [key: .object(JSONObject(uniqueKeysWithValues: (0..<2000).map { ("a\($0)", ["enable": true]) }))]
      default: [key: .array(many)]
      }
    let (settings, told) = read(json)
    #expect(settings == Settings())
    #expect(told.count == (key == "unknown" ? 21 : 1), "\(told)")
    #expect(told.last?.contains(key == "unknown" ? "480 more settings" : "2000 entries, and may have 1000") == true)
  }

  @Test func aModelsPathIsRelativeToTheFolderOfItsSource() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "org/name/config.json")
    try folder.write("{}", to: "default/config.json")
    let rows = [
      ("./m", folder("m")), ("../m", (folder.path as NSString).deletingLastPathComponent + "/m"),
      ("./org/name", folder("org/name")), ("org/name", "org/name"), ("default", "default"), ("/m", "/m"), ("m", "m"),
    ]
    for (name, path) in rows {
      #expect(read(["model": .string(name)], folder: FilePath(folder.path)).settings.model == path)
      #expect(read(["models": ["zh": .string(name)]], folder: FilePath(folder.path)).settings.models["zh"] == path)
      #expect(read(["model": .string(name)]).settings.model == name)
    }
  }
}

struct SettingsOfFilesTests {
  @Test func patternsApplyInTheirOrder() {
    let (settings, told) = read(
      [
        "column": "text",
        "files": [
          "*.csv": ["column": "body", "severity": ["neutral": "hint", "negative": "error"]],
          "**/reviews/*": ["column": 2, "severity": ["negative": nil], "minimumLength": 1],
          "notes/**": ["enable": false],
        ],
      ], folder: "/p")
    #expect(told == [])
    let rows: [(String?, [String], Bool, Int)] = [
      (nil, ["text"], true, 2), ("/p/a.txt", ["text"], true, 2), ("/p/a.csv", ["body"], true, 2),
      ("/p/x/reviews/a.csv", ["2"], true, 1), ("/p/x/../reviews/./a.csv", ["2"], true, 1),
      ("/p/notes/a.csv", ["body"], false, 2),
      ("/q/notes/a.csv", ["body"], true, 2),
    ]
    for (path, columns, isEnabled, length) in rows {
      let found = settings.settings(forFile: path.map { FilePath($0) })
      #expect(found.rules.columns == columns && found.isEnabled == isEnabled, "\(path ?? "-")")
      #expect(found.rules.minimumLength == length, "\(path ?? "-")")
    }
    let merged = settings.settings(forFile: "/p/reviews/a.csv").severities
    #expect(merged == [.negative: .warning, .neutral: .hint, .uncertain: .information])
  }

  @Test func aLaterSourceRestatesAPattern() {
    let settings = read(
      ["files": ["*.csv": ["column": "a", "minimumLength": 4], "b.*": ["column": "b"]]],
      ["files": ["*.csv": ["column": "c"]]]
    ).settings.settings(forFile: "/p/b.csv")
    #expect(settings.rules.columns == ["c"] && settings.rules.minimumLength == 4)
  }

  @Test func filesAreIncludedByFormatPatternAndExclusion() {
    let settings = read(
      [
        "exclude": ["vendor", "/p/build/**", "drafts/"],
        "files": ["*.md": ["language": "markdown"], "off.*": ["enable": false]],
      ], folder: "/p"
    ).settings
    let rows: [(String?, DocumentFormat, Bool)] = [
      (nil, .plaintext, true), (nil, .markdown, false), ("/p/a.txt", .plaintext, true), ("/p/a.json", .json, false),
      ("/p/a.md", .markdown, true), ("/p/off.txt", .plaintext, false), ("/p/vendor/x/a.txt", .plaintext, false),
      ("/p/x/vendor/a.txt", .plaintext, false), ("/p/vendored/a.txt", .plaintext, true),
      ("/p/build/a.txt", .plaintext, false), ("/p/x/drafts/a.md", .markdown, false), ("/p/drafts", .plaintext, true),
    ]
    for (path, format, isIncluded) in rows {
      let file = path.map { FilePath($0) }
      #expect(settings.settings(forFile: file).isIncluded(file, format) == isIncluded, "\(path ?? "-")")
    }
    #expect(settings.settings(forFile: "/p/a.md").format == .markdown)
    #expect(!read(["enable": false]).settings.isIncluded("/p/a.txt", .plaintext))
  }
}

struct SettingsSchemaTests {
  private let properties = Settings.schema["properties"]?.objectValue ?? [:]

  @Test func everySettingIsDescribedTypedAndBounded() throws {
    #expect(properties.keys == SettingKey.table.filter { $0.scope != .someFiles }.map { "sentiment." + $0.member.name })
    func check(_ schema: JSONValue, _ path: String, needsDescription: Bool = true) {
      if needsDescription { #expect(schema["description"]?.stringValue?.hasSuffix(".") == true, "\(path)") }
      if let options = schema["anyOf"]?.arrayValue {
        for option in options { check(option, path, needsDescription: false) }
        return
      }
      let type = schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue
      switch type {
      case "boolean": break
      case "string":
        #expect(schema["enum"] != nil || schema["maxLength"] != nil, "\(path)")
      case "integer", "number": #expect(schema["minimum"] != nil && schema["maximum"] != nil, "\(path)")
      case "array": check(schema["items"] ?? nil, path, needsDescription: false)
      case "object":
        for (name, member) in schema["properties"]?.objectValue ?? [:] { check(member, path + "." + name) }
        if let values = schema["additionalProperties"], values.objectValue != nil {
          check(values, path, needsDescription: false)
        } else {
          #expect(schema["additionalProperties"] == false, "\(path)")
        }
      default: Issue.record("\(path) has type \(type ?? "none")")
      }
    }
    for (name, schema) in properties {
      check(schema, name)
      #expect(schema["default"] != nil, "\(name)")
    }
    #expect(Settings.schema["additionalProperties"] == false)
  }

  @Test func theDefaultsOfTheSchemaAreTheDefaults() {
    let defaults = JSONObject(uniqueKeysWithValues: properties.map { ($0.key, $0.value["default"] ?? nil) })
    check(.object(defaults)) { _ in }
    // They put back what was set before, too, as far as objects do not keep what they do not name.
    check(["debounce": 1, "minimumConfidence": 0.4, "severity": ["negative": "off"]], .object(defaults)) { _ in }
  }

  @Test func aProjectFileHasTheSameKeysWithoutPrefix() {
    let bare = Settings.schema["definitions"]?["projectFile"]?["properties"]?.objectValue ?? [:]
    #expect(bare.keys.map { "sentiment." + $0 } == properties.keys)
    for (name, reference) in bare { #expect(reference["$ref"] == .string("#/properties/sentiment.\(name)")) }
  }

  @Test func patternsThatTakeTooLongAreGivenUp() throws {
    let text = String(repeating: "a", count: 60)
    for pattern in ["(a+)+b", "(a|aa)+b", ".*a.*a.*a.*a.*a.*b"] {
      var slow = try #require(IgnorePattern(pattern, patience: .milliseconds(10)))
      #expect(slow.matches(text) == nil, "\(pattern)")
    }
    var quick = try #require(IgnorePattern("(?i)REFUND|退款", patience: .seconds(10)))
    #expect(quick.matches("I want a refund.") == true && quick.matches("😀 我要退款") == true)
    #expect(quick.matches(text) == false)
  }
}
