import BERT
import Foundation
import JSON
import TestSupport
import Testing

@testable import SentimentAnalysis

struct ExplanationFormTests {
  private func form(_ sentiment: JSONValue) throws -> ExplanationForm {
    var configuration = try Configuration(folder: try ModelLocation(of: nil).folder)
    configuration.source["sentiment"] = sentiment
    return try ModelSettings(configuration, folder: "model").explanation ?? .usual
  }

  @Test func modelsWithoutAFormHaveTheUsualOne() throws {
    #expect(try form(.null) == .usual)
    #expect(try form(["explanation": [:]]) == .usual && form(["explanation": ["quick_layers": .null]]) == .usual)
    let error = #expect(throws: ModelError.self) { try form(["explanation": 3]) }
    #expect(error?.description == "model/config.json: \"explanation\" under \"sentiment\" should be an object, is 3")
    #expect(
      try form(["explanation": ["quick_layers": 3, "full_embedding": "whole"]])
        == ExplanationForm(quickLayers: 3, fullEmbedding: .whole))
  }

  @Test(
    arguments: [
      (
        ["quick_layers": 0],
        "quick_layers\" under \"sentiment\", \"explanation\" should be a whole number from 1 to 12, is 0"
      ),
      (["quick_layers": 13], "should be a whole number from 1 to 12, is 13"),
      (["quick_layers": "all"], "is \"all\""),
      (["full_embedding": "half"], "should be one of word, whole, word_less_padding, is \"half\""),
    ] as [(JSONValue, String)])
  func rejectsInvalidForms(explanation: JSONValue, expected: String) throws {
    let error = #expect(throws: ModelError.self) { try form(["explanation": explanation]) }
    #expect(error.map { "\($0)".hasPrefix("model/config.json: ") && "\($0)".contains(expected) } ?? false)
  }

  @Test func updatingTheFormKeepsOtherKeys() throws {
    let folder = try TemporaryFolder()
    let base = URL(filePath: try ModelLocation(of: nil).folder).appending(path: "config.json")
    var source = try JSONValue(parsing: Data(contentsOf: base)).objectValue ?? JSONObject()
    source["sentiment"] = ["temperature": 1.5]
    source["something"] = [1, "two"]
    let path = folder.appending(path: "config.json")
    try Data(JSONValue.object(source).serialized().utf8).write(to: path)
    let form = ExplanationForm(quickLayers: 2, fullEmbedding: .word)
    try ModelSettings.update(inFolder: folder.path) { $0.explanation = form }
    let written = try JSONValue(parsing: Data(contentsOf: path))
    #expect(
      written["sentiment"] == ["temperature": 1.5, "explanation": ["quick_layers": 2, "full_embedding": "word"]])
    #expect(written["something"] == [1, "two"])
    #expect(try ModelSettings(Configuration(folder: folder.path), folder: folder.path).explanation == form)
  }
}
