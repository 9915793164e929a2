import Foundation
import JSON
import TestSupport
import Testing

struct ExportTests {
  /// A DistilBERT with float16 weights, which both precisions represent exactly.
  private static let source = TinyModel.distilBERT

  @Test(arguments: [("float32", "F32", "float32"), ("float16", "F16", "float16")])
  func exportedModelGivesTheSameLogits(precision: String, type: String, dtype: String) throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "copy").path
      let export = try Program.run(
        "sentiment", ["export", "--model", Self.source, "--threads", "1", "--precision", precision, output])
      #expect(export.status == 0, "\(export.errors)")
      func logits(_ model: String) throws -> [JSONValue] {
        try Program.run(
          "sentiment", ["classify", "--details", "--model", model, "A fine film.", "Dull, and far too long."]
        ).lines().compactMap { $0["logits"] }
      }
      let expected = try logits(Self.source)
      #expect(expected.count == 2)
      #expect(try logits(output) == expected)
      let facts = try #require(try Program.run("sentiment", ["inspect", output, "--json"]).lines().first)
      #expect(facts["precision"] == [.string(type)])
      let config = try JSONValue(parsing: Data(contentsOf: URL(filePath: output + "/config.json")))
      #expect(config["dtype"] == .string(dtype))
    }
  }

  @Test func int8ModelHasAQuarterOfTheSizeAndNearlyTheSameLogits() throws {
    try withTemporaryFolder { folder in
      let (first, second) = (folder.appending(path: "first").path, folder.appending(path: "second").path)
      for (arguments, output) in [([], first), (["--model", first], second)] {
        #expect(try Program.run("sentiment", ["export", "--precision", "int8"] + arguments + [output]).status == 0)
      }
      func weights(_ folder: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder + "/model.safetensors"))
      }
      // Rounding twice changes nothing.
      #expect(try weights(first) == weights(second))
      let facts = try #require(try Program.run("sentiment", ["inspect", first, "--json"]).lines().first)
      #expect(facts["precision"] == ["F32", "I8"])
      let parameters = try #require(facts["parameters"]?.intValue)
      #expect(try #require(facts["disk_bytes"]?.intValue) < parameters * 26 / 25)
      let texts = ["A fine film, I loved it.", "Dull, and far too long.", "A complete waste of time."]
      func answers(_ arguments: [String]) throws -> [JSONValue] {
        try Program.run("sentiment", ["classify", "--details"] + arguments + texts).lines()
      }
      let expected = try answers(["--compute", "float32"])
      for arguments in [["--model", first], ["--compute", "int8"], ["--model", first, "--compute", "float32"]] {
        for (answer, expected) in zip(try answers(arguments), expected) {
          #expect(answer["label"] == expected["label"])
          let logits = [answer, expected].map { $0["logits"]?[0]?.doubleValue ?? .nan }
          #expect(abs(logits[0] - logits[1]) < 0.1)
        }
      }
    }
  }
}
