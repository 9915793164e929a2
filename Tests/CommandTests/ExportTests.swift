import Foundation
import JSON
import Testing

struct ExportTests {
  /// A DistilBERT whose weights are float16, so that both precisions hold them as they are.
  private static let source =
    Program.packageFolder.appending(path: "Tests/SentimentAnalysisTests/Fixtures/distilbert-half").path

  @Test(arguments: [("float32", "F32", "float32"), ("float16", "F16", "float16")])
  func aModelWrittenAnewSaysTheSame(precision: String, type: String, dtype: String) throws {
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

  @Test func anArithmeticThatIsNotThereIsRefused() throws {
    let outcome = try Program.run("sentiment", ["export", "--compute", "int8", "/no/such/folder"])
    #expect(outcome.status == 2 && outcome.errors.contains("--compute int8 is not available"))
  }
}
