import Foundation
import JSON
import TestSupport
import Testing

/// `sentiment explain`, `sentiment evaluate-explanations` and `sentiment inspect --calibrate-explanations`.
struct ExplanationTests {
  private static let rows = """
    {"text": "A wonderful film, I loved every minute of it.", "label": 1, "rationales": [[2, 11], [20, 25]]}
    {"text": "What a waste of time, the acting was terrible.", "label": 0, "rationales": [[7, 20], [37, 45]]}
    {"text": "Friendly staff, but the room was dirty and the bed broke.", "label": 0, "rationales": [[33, 38], [51, 56]]}
    {"text": "Nothing here is good.", "label": 0}
    """

  @Test(arguments: [
    "quick", "full", "attention", "rollout", "input-gradient", "integrated-gradients", "occlusion",
  ])
  func explainsAnyTextByEveryMethod(method: String) throws {
    for text in ["What a terrible waste of time.", "", "dull", "😡😡", "!!!", "qzx ѫѫѫ"] {
      let outcome = try Program.run(
        "sentiment", ["explain", "--model", TinyModel.bert, "--method", method, "--", text])
      #expect(outcome.status == 0 && !outcome.output.contains("nan"), "\(method): \(text)")
    }
  }

  @Test func printsTheStrongestPhrasesFirst() throws {
    let outcome = try Program.run(
      "sentiment", ["explain", "The room was dirty. The staff were rude."])
    let phrases = outcome.output.split(separator: "\n").dropFirst(2).prefix(2).map { $0.dropFirst(8) }
    #expect(Set(phrases) == ["staff were rude", "dirty"], "\(outcome.output)")
  }

  @Test func coloursWordsInATerminalUnlessTurnedOff() throws {
    func shown(_ environment: String) throws -> String {
      try Program.run(
        script: """
          import os, pty
          os.environ.pop("NO_COLOR", None)
          os.environ["TERM"] = "xterm-256color"
          \(environment)
          pty.spawn(["sentiment", "explain", "A wonderful bed, I loved it, but the food was terrible."])
          """, with: "python3"
      ).output
    }
    let coloured = try shown("")
    #expect(coloured.contains("\u{1B}[38;5;16;48;5;196mterrible\u{1B}[0m"), "\(coloured.debugDescription)")
    #expect(coloured.contains("\u{1B}[4;38;5;16;48;5;"), "opposing words are underlined")
    for environment in [#"os.environ["NO_COLOR"] = "1""#, #"os.environ["TERM"] = "dumb""#] {
      let plain = try shown(environment)
      #expect(plain.contains("food was terrible.") && !plain.contains("\u{1B}"))
    }
  }

  @Test func escapesAndMarksTheTextInThePage() throws {
    let text = "The soup was terrible, \"cold\" & <b> salty."
    let page = try Program.run("sentiment", ["explain", "--format", "html", "--counterfactual", text]).output
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains(">terrible</mark>, &quot;cold&quot; &amp; &lt;b&gt; "), "\(page)")
    #expect(page.contains("class=\"for strong\"") && page.contains("it would be neutral"))
    #expect(!page.contains("<b>") && !page.contains("<script") && !page.contains("http"))
  }

  @Test func printsTheContributionOfEveryWordAsJSON() throws {
    let arguments = ["explain", "--format", "json", "--details", "--counterfactual", "--", "Terrible food. 很好 😡"]
    let object = try #require(try Program.run("sentiment", arguments).lines().first)
    #expect(object["method"] == "full" && object["label"] == "negative")
    let words = try #require(object["words"]?.arrayValue)
    #expect(words.map { $0["text"]?.stringValue }.prefix(3) == ["Terrible", "food", "."])
    let sum = words.reduce(object["rest"]?.doubleValue ?? .nan) { $0 + ($1["score"]?.doubleValue ?? .nan) }
    let logits = try #require(object["logits"]?.arrayValue).compactMap { $0.doubleValue }.sorted(by: >)
    #expect(abs(sum - (logits[0] - logits[1])) < 1e-3)
    #expect(object["counterfactual"]?["label"] == "positive")
    #expect(object["counterfactual"]?["removed"]?[0]?["text"] == "Terrible")
  }

  @Test func readsStandardInputAndReportsTruncation() throws {
    let long = String(repeating: "A dull film. ", count: 300)
    let outcome = try Program.run("sentiment", ["explain", "-"], input: long + "\n")
    #expect(outcome.output.hasPrefix("negative 9") && outcome.output.contains("\(long)\n"))
    #expect(outcome.output.contains("\nThe middle of this long text, "))
  }

  @Test func rejectsACounterfactualOfARegressionModel() throws {
    let outcome = try Program.run("sentiment", ["explain", "--model", TinyModel.roberta, "--counterfactual", "good"])
    #expect(outcome.status != 0 && outcome.errors.contains("--counterfactual needs a model with labels"))
  }

  @Test func storesTheChosenExplanationFormInTheModelFolder() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "model")
      try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: model.path)
      let data = folder.appending(path: "reviews.csv")
      let rows = (0..<24).map {
        "\"The room \($0) was \($0 % 2 == 0 ? "dirty and loud" : "clean and quiet").\",\($0 % 2)"
      }
      try (["text,label"] + rows).joined(separator: "\n").write(to: data, atomically: true, encoding: .utf8)
      let arguments = ["inspect", model.path, "--calibrate-explanations", data.path]
      let outcome = try Program.run("sentiment", arguments)
      #expect(outcome.status == 0 && outcome.errors.contains("quick, last 2 layers"), "\(outcome)")
      #expect(outcome.output.contains("explanations  quick by the last "))
      let config = try Data(contentsOf: model.appending(path: "config.json"))
      let written = try JSONValue(parsing: config)
      #expect(written["sentiment"]?["explanation"]?["quick_layers"]?.intValue != nil)
      #expect(written["hidden_size"] == 24)
      try "text,label\nfine,1\n".write(to: data, atomically: true, encoding: .utf8)
      #expect(try Program.run("sentiment", arguments).errors.contains("--calibrate-explanations needs at least "))
      let builtIn = try Program.run("sentiment", ["inspect", "--calibrate-explanations", data.path])
      #expect(builtIn.status != 0 && builtIn.errors.contains("name a folder of your own"))
    }
  }

  @Test func measuresEveryMethodAndARandomBaseline() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "rows.jsonl")
      try Self.rows.write(to: data, atomically: true, encoding: .utf8)
      let outcome = try Program.run(
        "sentiment", ["evaluate-explanations", "--model", TinyModel.bert, "--data", data.path, "--json"])
      let lines = try outcome.lines()
      #expect(outcome.status == 0 && lines.count == 8 && lines.last?["method"] == "random")
      for line in lines {
        #expect(line["texts"] == 4 && line["texts_right"] == 1)
        #expect(line["texts_marked"] == 1 && line["comprehensiveness_by_share"]?.arrayValue?.count == 5)
        for name in ["comprehensiveness", "sufficiency", "auprc", "token_f1", "iou_f1", "punctuation_in_top_3"] {
          let value = try #require(line[name]?.doubleValue)
          #expect(value.isFinite && abs(value) <= 1, "\(name)")
        }
      }
      let table = try Program.run(
        "sentiment",
        ["evaluate-explanations", "--model", TinyModel.bert, "--data", data.path, "--method", "full", "--limit", "2"])
      #expect(table.status == 0 && table.output.split(separator: "\n").count == 4)
    }
  }

  @Test func measuresRivalsAndTheRangeBetweenTheWorstAndTheBestOrder() throws {
    try withTemporaryFolder { folder in
      let data = try folder.write(Self.rows, to: "rows.jsonl")
      let outcome = try Program.run(
        "sentiment",
        [
          "evaluate-explanations", "--data", data, "--method", "kernel-shap", "--method", "lime", "--normalize",
          "--json",
        ])
      let lines = try outcome.lines()
      #expect(outcome.status == 0 && lines.map { $0["method"] } == ["kernel-shap", "lime", "random"])
      let figures = try lines.map { try #require($0["normalized_comprehensiveness"]?.doubleValue) }
      #expect(figures.allSatisfy { (-0.1...1.1).contains($0) } && figures[0] > figures[2] && figures[1] > figures[2])
      #expect(lines.allSatisfy { $0["texts_normalized"] == 4 })
      let unknown = try Program.run("sentiment", ["evaluate-explanations", "--data", data, "--method", "shap"])
      #expect(unknown.status != 0 && unknown.errors.contains("- kernel-shap\n  - lime"), "\(unknown.errors)")
    }
  }

  @Test func builtInModelAgreesWithRationalesMoreThanTheBaseline() throws {
    try withTemporaryFolder { folder in
      let data = try folder.write(Self.rows, to: "rows.jsonl")
      let lines = try Program.run(
        "sentiment", ["evaluate-explanations", "--data", data, "--method", "full", "--json"]
      ).lines()
      #expect(lines.map { $0["method"] } == ["full", "random"])
      #expect(lines.allSatisfy { $0["texts_right"] == 4 && $0["texts_marked"] == 3 })
      let agreement = lines.compactMap { $0["auprc"]?.doubleValue }
      #expect(agreement.count == 2 && agreement[0] > agreement[1])
    }
  }
}
