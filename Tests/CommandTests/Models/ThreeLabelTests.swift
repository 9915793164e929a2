import Foundation
import JSON
import TestSupport
import Testing

/// A model with the labels negative, neutral and positive, on data that have no neutral texts.
struct ThreeLabelTests {
  private static let numbers = "text,label\nA wonderful film.,1\nA terrible film.,0\nI loved it.,1\nDreadful.,0\n"
  /// As the server stores corrections.
  private static let marks = """
    {"text": "A wonderful film.", "label": "positive"}
    {"text": "A terrible film.", "label": "negative"}

    """

  @Test(arguments: [("two.csv", numbers), ("marks.jsonl", marks)])
  func isJudgedBetweenTwoAndTrainedAsThree(_ file: (name: String, text: String)) throws {
    try withTemporaryFolder([file.name: file.text]) { folder in
      let predictions = folder("predictions.jsonl")
      let evaluated = try Program.run(
        "sentiment",
        ["evaluate", "--model", TinyModel.threeLabels, "--data", folder(file.name), "--predictions", predictions])
      #expect(
        evaluated.status == 0 && evaluated.output.contains("(judged between negative and positive: no text is neutral"))
      let rows = try folder.read("predictions.jsonl").split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      #expect(rows.allSatisfy { $0["scores"]?.objectValue?.keys == ["negative", "neutral", "positive"] })
      #expect(rows.allSatisfy { $0["predicted"] != "neutral" && $0["true"] != "neutral" })
      #expect(rows.prefix(2).map { $0["true"] } == ["positive", "negative"])

      let trained = try Program.run(
        "sentiment",
        [
          "train", "--model", TinyModel.threeLabels, "--train", folder(file.name), "--max-steps", "1", "--output",
          folder("out"),
        ])
      #expect(
        trained.status == 0 && trained.errors.contains("labelled neutral: a new model never predicts it"),
        "\(trained.errors)")
      let labels = try JSONValue(parsing: folder.read("out/config.json"))["id2label"]
      #expect(labels == ["0": "negative", "1": "neutral", "2": "positive"])
    }
  }
}
