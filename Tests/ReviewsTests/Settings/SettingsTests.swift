import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Reviews

struct SettingsTests {
  @Test func readsEveryKey() {
    checkSettings(["enable": false]) { $0.isEnabled = false }
    checkSettings(["model": "org/name"]) { $0.model = ["org/name"] }
    checkSettings(["model": ["org/name", "/m"]]) { $0.model = ["org/name", "/m"] }
    checkSettings(["model": []]) { _ in }
    checkSettings(["models": ["zh": "a/b", "default": "c"]]) { $0.models = ["zh": "a/b", "default": "c"] }
    checkSettings(["polarity": ["LABEL_0": "negative", "<2.5": "none"]]) {
      $0.polarities = ["LABEL_0": .negative, "<2.5": .unknown]
    }
    checkSettings(["uncertainBelow": 0.65]) { $0.uncertainBelow = 0.65 }
    checkSettings(["debounce": 0]) { $0.debounce = 0 }
    checkSettings(["severity": ["negative": "error", "uncertain": "off", "none": "hint"]]) {
      $0.severities = [.negative: .error, .mixed: .information, .none: .hint]
    }
    checkSettings(["severity": ["mixed": "off"]]) { $0.severities = [.negative: .warning] }
    checkSettings(["polarity": ["LABEL_1": "mixed"]]) { $0.polarities = ["LABEL_1": .mixed] }
    checkSettings(["minimumConfidence": 1]) { $0.minimumConfidence = 1 }
    checkSettings(["minimumLength": 5]) { $0.rules.minimumLength = 5 }
    checkSettings(["maximumFindings": 0]) { $0.maximumFindings = 0 }
    checkSettings(["languages": ["markdown", "json", "json"]]) { $0.formats = [.markdown, .json] }
    checkSettings(["languages": []]) { $0.formats = [] }
    checkSettings(["exclude": ["*.log"]]) { $0.exclude = [Glob("*.log", in: "/p")] }
    checkSettings(["ignore": ["^#", #"\bTODO\b"#]]) { $0.rules.ignore = ["^#", #"\bTODO\b"#] }
    for name in ["GB18030", "gbk", "auto"] {
      checkSettings(["encoding": .string(name)]) { $0.encoding = TextEncoding(name) }
    }
    checkSettings(["split": "paragraph"]) { $0.rules.split = .paragraph }
    checkSettings(["column": "body"]) { $0.rules.columns = ["body"] }
    checkSettings(["column": 3]) { $0.rules.columns = ["3"] }
    checkSettings(["column": ["title", 3]]) { $0.rules.columns = ["title", "3"] }
  }

  @Test func acceptsNestedPrefixedAndBareKeys() {
    let settings: [JSONValue] = [
      ["sentiment": ["debounce": 7, "severity": ["negative": "hint"]]],
      ["sentiment.debounce": 7, "sentiment.severity": ["negative": "hint"]],
      ["sentiment.debounce": 7, "sentiment.severity.negative": "hint"],
      ["debounce": 7, "severity.negative": "hint"],
      ["sentiment": ["debounce": 7, "severity.negative": "hint"], "python": ["debounce": 9]],
      ["sentiment.debounce": 7, "sentiment.severity": ["negative": "hint"], "files": ["exclude": "x"], "debounce": 9],
    ]
    for settings in settings {
      checkSettings(settings) {
        $0.debounce = 7
        $0.severities[.negative] = .hint
      }
    }
    checkSettings(["sentiment.polarity.joy.full": "positive"]) { $0.polarities = ["joy.full": .positive] }
    for nothing: JSONValue in [nil, [:], ["sentiment": nil], ["sentiment": [:]], ["python": 1, "sentiment": [:]]] {
      checkSettings(nothing) { _ in }
    }
  }

  @Test func laterSourcesMergeObjectsAndReplaceOtherValues() {
    checkSettings(
      ["severity": ["negative": "error", "neutral": "hint"], "ignore": ["a"], "models": ["zh": "a"]],
      ["severity": ["neutral": "off"], "ignore": ["b"], "models": ["ja": "b"]]
    ) {
      $0.severities = [.negative: .error, .mixed: .information]
      $0.rules.ignore = ["b"]
      $0.models = ["zh": "a", "ja": "b"]
    }
  }

  @Test func nullRestoresADefault() {
    let everything: JSONValue = [
      "enable": false, "model": "m", "models": ["zh": "a"], "polarity": ["A": "none"], "uncertainBelow": 0.6,
      "debounce": 1, "severity": ["negative": "off"], "minimumConfidence": 0.1, "minimumLength": 1,
      "maximumFindings": 1, "inlayHints": true, "feedback": "marks.jsonl",
      "languages": ["json"], "exclude": ["a"], "ignore": ["a"], "split": "line", "column": "a", "encoding": "auto",
      "files": ["*.csv": ["column": 1]],
    ]
    let keys = everything.objectValue?.keys ?? []
    #expect(Set(keys) == Set(SettingKey.topLevelKeys.keys))
    checkSettings(everything, .object(JSONObject(uniqueKeysWithValues: keys.map { ($0, nil) }))) { _ in }
    checkSettings(
      everything,
      [
        "models": ["zh": nil], "polarity": ["A": nil], "severity": ["negative": nil], "files": ["*.csv": nil],
      ]
    ) { settings in
      settings = applied(everything, folder: "/p").settings
      (settings.models, settings.polarities) = ([:], [:])
      settings.severities = Settings().severities
      settings.patterns = []
    }
  }

  @Test func ignoresKeysOfEditors() {
    checkSettings(["sentiment": ["trace": ["server": "verbose"], "path": "/usr/bin/x", "server": [:]]]) { _ in }
    checkSettings(["sentiment.trace.server": "off", "sentiment.path": nil, "$schema": "x"]) { _ in }
  }

  @Test func resolvesModelPathsAgainstTheFolderOfTheSource() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}", to: "org/name/config.json")
    try folder.write("{}", to: "default/config.json")
    let rows = [
      ("./m", folder("m")), ("../m", (folder.path as NSString).deletingLastPathComponent + "/m"),
      ("./org/name", folder("org/name")), ("org/name", "org/name"), ("default", "default"), ("/m", "/m"), ("m", "m"),
    ]
    for (name, path) in rows {
      #expect(applied(["model": .string(name)], folder: FilePath(folder.path)).settings.model == [path])
      #expect(
        applied(["model": [.string(name), "x"]], folder: FilePath(folder.path)).settings.model == [path, "x"])
      #expect(applied(["models": ["zh": .string(name)]], folder: FilePath(folder.path)).settings.models["zh"] == path)
      #expect(applied(["model": .string(name)]).settings.model == [name])
    }
  }
}
