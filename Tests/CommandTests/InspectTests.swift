import Foundation
import JSON
import Testing

struct InspectTests {
  @Test func theBuiltInModelIsToldInLinesAndAsJSON() throws {
    let lines = try Program.run("sentiment", ["inspect"]).output.split(separator: "\n")
    let words = lines.map { $0.split(separator: " ").joined(separator: " ") }
    for expected in [
      "architecture bert", "labels negative (negative), positive (positive)", "tokenizer WordPiece", "max length 256",
      "precision F16", "disk 45.4 MB", "memory 90.9 MB", "calibration none",
    ] { #expect(words.contains(expected), "\(words)") }
    let json = try #require(try Program.run("sentiment", ["inspect", "--json"]).lines().first)
    #expect(json["labels"] == ["negative", "positive"] && json["polarities"] == ["negative", "positive"])
    #expect(json["parameters"] == 22_713_986 && json["warnings"] == [])
  }

  @Test func aSettingThatNamesNoLabelIsRemarkedOn() throws {
    let outcome = try Program.run("sentiment", ["inspect", "--polarity", "LABEL_7=negative"])
    #expect(outcome.output.contains("a polarity is set for \"LABEL_7\", but the model's labels are negative, positive"))
    #expect(outcome.status == 0)
    #expect(try Program.run("sentiment", ["inspect", "--polarity", "negative=bad"]).status == 2)
  }
}
