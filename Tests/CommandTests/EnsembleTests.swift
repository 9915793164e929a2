import Foundation
import JSON
import TestSupport
import Testing

/// Several `--model`: the tiny model and a copy whose labels are exchanged, so that each label has a probability of one half.
struct EnsembleTests {
  private static func withModels(_ body: (_ models: [String], TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: folder("other"))
      let config = try folder.read("other/config.json")
        .replacing("\"0\": \"negative\"", with: "\"0\": \"positive\"")
        .replacing("\"1\": \"positive\"", with: "\"1\": \"negative\"")
      try folder.write(config, to: "other/config.json")
      try body(["--model", TinyModel.bert, "--model", folder("other")], folder)
    }
  }

  @Test func classifyPrintsTheMean() throws {
    try Self.withModels { models, _ in
      let rows = try Program.run("sentiment", ["classify", "--explain"] + models + ["good film", "bad"]).lines()
      #expect(rows.count == 2)
      for row in rows {
        #expect(row["scores"]?.objectValue?.keys == ["negative", "positive"])
        for label in ["negative", "positive"] {
          #expect(abs((row["scores"]?[label]?.doubleValue ?? 0) - 0.5) < 1e-6)
        }
        #expect(row["keyTokens"]?.arrayValue != nil)
      }
    }
  }

  @Test func checkExplainAndEvaluateTakeSeveralModels() throws {
    try Self.withModels { models, folder in
      try folder.write("text,label\ngood film,positive\nawful food,negative\n", to: "rows.csv")
      let check = try Program.run("sentiment", ["check"] + models + ["--fail-on", "negative", folder("rows.csv")])
      #expect(check.status < 2, "\(check.errors)")
      let explained = try Program.run("sentiment", ["explain"] + models + ["the film was good"])
      #expect(explained.status == 0 && explained.output.contains(" 50%\n"), "\(explained.errors)")
      let evaluated = try Program.run(
        "sentiment", ["evaluate", "--json", "--data", folder("rows.csv")] + models)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      #expect(abs((try evaluated.lines().first?["loss"]?.doubleValue ?? 0) - 0.693147) < 1e-5)
    }
  }

  @Test func aListOfModelsIsASetting() throws {
    try Self.withModels { models, folder in
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": 1, "method": "sentiment/classify", "params": ["texts": ["good film"]],
      ]
      let answer = try Program.run(
        "sentiment-lsp", ["--framing", "ndjson"] + models, input: request.serialized() + "\n"
      ).lines().first
      let confidence = answer?["result"]?["results"]?[0]?["confidence"]?.doubleValue ?? 0
      #expect(abs(confidence - 0.5) < 1e-6)
      try folder.write(#"{"model": ["./other", "default"]}"#, to: "project/.sentiment.json")
      let denied = try Program.run(
        script: "XDG_STATE_HOME=\"$PWD/state\" sentiment allow --deny '\(folder("project"))'")
      #expect(denied.output.contains("names the model ./other"), "\(denied.output)\(denied.errors)")
    }
  }

  @Test(arguments: [
    (["classify", "--details", "x"], "--details prints the tokens and logits of a model; name one --model, got 2"),
    (["explain", "--details", "x"], "--details prints contributions to the logit of a model; name one --model, got 2"),
    (
      ["explain", "--counterfactual", "x"],
      "--counterfactual searches with the tokens of a model; name one --model, got 2"
    ),
    (
      ["explain", "--method", "rollout", "x"],
      "--method rollout explains the likeliest label of a model; name one --model, got 2"
    ),
    (
      ["evaluate", "--data", "x.csv", "--calibrate"],
      "--calibrate stores the temperature of a model; name one --model, got 2"
    ),
  ])
  func rejectsWhatNeedsOneModel(arguments: [String], complaint: String) throws {
    let outcome = try Program.run("sentiment", arguments + ["--model", "a/b", "--model", "a/c"])
    #expect(outcome.status == 2 && outcome.errors.contains(complaint), "\(outcome.errors)")
  }

  @Test func labelsThatDoNotMatchAreAnError() throws {
    let outcome = try Program.run(
      "sentiment", ["classify", "--model", TinyModel.bert, "--model", TinyModel.threeLabels, "good"])
    #expect(
      outcome.status == 2
        && outcome.errors.contains(
          "\(TinyModel.bert) and \(TinyModel.threeLabels) cannot classify together: the labels negative, positive and negative, "
            + "neutral, positive do not match"),
      "\(outcome.errors)")
  }
}
