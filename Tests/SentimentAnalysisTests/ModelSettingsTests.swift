import BERT
import JSON
import Reviews
import Testing

@testable import SentimentAnalysis

/// The section `sentiment` of a model's configuration.
struct ModelSettingsTests {
  private func configuration(_ section: JSONValue) throws -> Configuration {
    try Configuration(["model_type": "bert", "sentiment": section], path: "model/config.json")
  }

  @Test func readsEveryKey() throws {
    let settings = try ModelSettings(
      configuration([
        "max_length": 64, "head_length": 8, "tail_length": 0, "temperature": 2, "uncertain_below": 0.6,
        "explanation": ["quick_layers": 2], "polarity": ["A": "negative", "B": "none"], "note": "ours not",
      ]), folder: "model")
    #expect((settings.maxLength, settings.headLength, settings.tailLength) == (64, 8, 0))
    #expect(settings.calibration == Calibration(temperature: 2, uncertainBelow: 0.6))
    #expect(settings.explanation?.quickLayers == 2)
    #expect(settings.explanation?.fullEmbedding == ExplanationForm.usual.fullEmbedding)
    #expect(settings.polarity == ["A": .negative, "B": .unknown])
    for section in [.null, [:], 3] as [JSONValue] {
      #expect(try ModelSettings(configuration(section), folder: "model") == ModelSettings())
    }
  }

  @Test(
    arguments: [
      (["max_length": -1], "\"max_length\" under \"sentiment\" should be a whole number, is -1"),
      (["head_length": 1.5], "\"head_length\" under \"sentiment\" should be a whole number, is 1.5"),
      (["tail_length": "all"], "\"tail_length\" under \"sentiment\" should be a whole number, is \"all\""),
      (
        ["polarity": ["temperature": 1]],
        "\"polarity\" under \"sentiment\" should map labels to negative, neutral, positive, mixed, none, is {\"temperature\":1}"
      ),
      (
        ["polarity": "A"],
        "\"polarity\" under \"sentiment\" should map labels to negative, neutral, positive, mixed, none, is \"A\""
      ),
    ] as [(JSONValue, String)])
  func rejectsWrongValues(section: JSONValue, expected: String) throws {
    let error = #expect(throws: ModelError.self) { try ModelSettings(configuration(section), folder: "model") }
    #expect(error?.description == "model/config.json: " + expected)
  }

  @Test func storingKeepsUnknownKeysAndTheOrder() throws {
    let section: JSONValue = [
      "note": [1], "polarity": ["B": "positive", "A": "negative"], "explanation": ["depth": 3, "quick_layers": 2],
      "max_length": 64, "temperature": 3,
    ]
    var configuration = try configuration(section)
    var settings = try ModelSettings(configuration, folder: "model")
    settings.calibration = Calibration(temperature: 1, uncertainBelow: 0.5)
    try settings.store(in: &configuration)
    #expect(
      configuration.source["sentiment"]?.serialized() == """
        {"note":[1],"polarity":{"B":"positive","A":"negative"},\
        "explanation":{"depth":3,"quick_layers":2,"full_embedding":"word_less_padding"},\
        "max_length":64,"uncertain_below":0.5}
        """)
    try ModelSettings().store(in: &configuration)
    #expect(configuration.source["sentiment"] == ["note": [1]])
  }
}
