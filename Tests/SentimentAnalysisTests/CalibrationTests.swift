import BERT
import Foundation
import JSON
import Reviews
import TestSupport
import Testing

@testable import SentimentAnalysis

struct CalibrationTests {
  @Test func dividesLogitsBeforeSoftmaxAndKeepsThemRaw() {
    let rule = PolarityRule(labels: ["bad", "good"], hasValue: false, settings: [:])
    for problem in [Problem.singleLabel, .multiLabel] {
      func result(_ logits: [Float], _ calibration: Calibration) -> Classification {
        Classification(
          logits: logits, labels: ["bad", "good"], problem: problem, rule: rule, calibration: calibration)
      }
      let calibrated = result([-1, 3], Calibration(temperature: 2))
      #expect(calibrated.scores == result([-0.5, 1.5], .none).scores)
      #expect(calibrated.logits == [-1, 3] && calibrated.label == "good")
    }
    #expect(Calibration(temperature: 2).probabilities([3], .regression) == [3])
  }

  @Test(arguments: [1e-300, 1e300]) func everyTemperatureGivesFiniteProbabilities(_ temperature: Double) {
    let calibration = Calibration(temperature: temperature)
    #expect(calibration.probabilities([-2, 5, 5], .singleLabel).allSatisfy { (0...1).contains($0) })
    #expect(calibration.probabilities([-2, 0, 5], .multiLabel).allSatisfy { (0...1).contains($0) })
  }

  @Test(arguments: ["0", "-1", "\"warm\"", "true", "[1]"]) func rejectsInvalidTemperatures(_ setting: String) {
    #expect {
      try Self.calibration(#", "sentiment": {"temperature": \#(setting)}"#)
    } throws: {
      "\($0)".hasPrefix(
        "model/config.json: \"temperature\" under \"sentiment\" should be a number from 0.001 to 1000, is ")
    }
  }

  @Test(arguments: [
    ("", "none"), (#", "sentiment": {}"#, "none"), (#", "sentiment": {"temperature": null}"#, "none"),
    (#", "sentiment": {"temperature": 2}"#, "temperature 2.0000"), (#", "sentiment": {"temperature": 1}"#, "none"),
    (#", "sentiment": {"uncertain_below": 0.65}"#, "uncertain below 0.65"),
    (#", "sentiment": {"temperature": 2, "uncertain_below": 0.65}"#, "temperature 2.0000, uncertain below 0.65"),
  ])
  func readsAndDescribesSettings(_ row: (member: String, expected: String)) throws {
    #expect(try Self.calibration(row.member).description == row.expected)
  }

  @Test func rejectsAnInvalidThreshold() {
    #expect {
      try Self.calibration(#", "sentiment": {"uncertain_below": 65}"#)
    } throws: {
      "\($0)" == "model/config.json: \"uncertain_below\" under \"sentiment\" should be a number from 0 to 1, is 65"
    }
  }

  @Test func updatingKeepsOtherKeys() throws {
    let folder = try TemporaryFolder()
    let file = folder.appending(path: "config.json")
    let before =
      #"{"model_type": "bert", "layer_norm_eps": 1e-12, "of": [1, "others"], "sentiment": {"max_length": 64}}"#
    try Data(before.utf8).write(to: file)
    try ModelSettings.update(inFolder: folder.path) { $0.calibration.temperature = 1.25 }
    let expected = before.replacing("64}", with: #"64, "temperature": 1.25}"#)
    #expect(try JSONValue(parsing: Data(contentsOf: file)) == JSONValue(parsing: expected))
    try ModelSettings.update(inFolder: folder.path) { $0.calibration = .none }
    #expect(try JSONValue(parsing: Data(contentsOf: file)) == JSONValue(parsing: before))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["config.json"])
  }

  private static func calibration(_ member: String) throws -> Calibration {
    let json = try JSONValue(parsing: #"{"model_type": "bert"\#(member)}"#)
    return try ModelSettings(Configuration(json, path: "model/config.json"), folder: "model").calibration
  }
}
