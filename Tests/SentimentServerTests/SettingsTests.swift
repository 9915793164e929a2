import JSON
import SentimentAnalysis
import Testing

@testable import SentimentServer

/// The settings read from an object, as `model debounce`, and the number of warnings.
private func check(
  _ json: JSONValue, _ expected: String, warnings: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
  var heard: [String] = []
  let settings = Settings(json) { heard.append($0) }
  #expect("\(settings.model ?? "-") \(settings.debounce)" == expected, sourceLocation: sourceLocation)
  #expect(heard.count == warnings, "\(heard)", sourceLocation: sourceLocation)
}

struct SettingsTests {
  @Test func settingsComeNestedFlatOrBare() {
    check(nil, "- 50", warnings: 0)
    check([:], "- 50", warnings: 0)
    check(["sentiment": ["model": "m", "debounce": 7]], "m 7", warnings: 0)
    check(["sentiment.model": "m", "sentiment.debounce": 7], "m 7", warnings: 0)
    check(["model": "m", "debounce": 7], "m 7", warnings: 0)
  }

  @Test func whatCannotBeUsedIsToldAndLeftAtItsDefault() {
    check(7, "- 50", warnings: 1)
    check(["sentiment": ["model": 7, "debounce": -1, "modle": "m"]], "- 50", warnings: 3)
    check(["debounce": 1e300], "- 50", warnings: 1)
  }

  @Test func polaritiesAreReadOrTold() {
    var heard: [String] = []
    #expect(Settings(["polarity": ["LABEL_0": "negative"]]) { heard.append($0) }.polarities == ["LABEL_0": .negative])
    #expect(Settings(["polarity": ["LABEL_0": "bad"]]) { heard.append($0) }.polarities.isEmpty)
    #expect(heard == ["The setting sentiment.polarity must map labels to negative, neutral, positive, none."])
  }

  @Test func everySettingOfTheSchemaIsReadAtItsDefault() throws {
    let properties = try #require(Settings.schema["properties"]?.objectValue)
    var defaults = JSONObject()
    for (key, value) in properties { defaults[key] = value["default"] }
    check(.object(defaults), "- 50", warnings: 0)
  }
}
