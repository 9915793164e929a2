import Foundation
import JSON
import TestSupport
import Testing

struct InspectTests {
  @Test func printsTheBuiltInModelAsLinesAndAsJSON() throws {
    let lines = try Program.run("sentiment", ["inspect"]).output.split(separator: "\n")
    let words = lines.map { $0.split(separator: " ").joined(separator: " ") }
    for expected in [
      "architecture bert", "labels negative (negative), neutral (neutral), positive (positive)", "tokenizer Unigram",
      "max length 256", "precision F32, I8", "disk 40.4 MB", "calibration temperature 1.6600, uncertain below 0.65",
      "heads aspects (spans: negative, neutral, positive); "
        + "emotions (independent: anger, disgust, fear, joy, sadness, surprise)",
      "explanations quick by the last 4 layers, full by word_less_padding",
    ] { #expect(words.contains(expected), "\(words)") }
    let json = try #require(try Program.run("sentiment", ["inspect", "--json"]).lines().first)
    #expect(json["labels"] == ["negative", "neutral", "positive"] && json["polarities"] == json["labels"])
    #expect(json["parameters"] == 39_350_032 && json["warnings"] == [])
  }

  @Test func warnsOfAPolarityForAnUnknownLabel() throws {
    let outcome = try Program.run("sentiment", ["inspect", "--polarity", "LABEL_7=negative"])
    #expect(
      outcome.output.contains(
        "a polarity is set for \"LABEL_7\", but the model's labels are negative, neutral, positive"))
    #expect(outcome.status == 0)
    #expect(try Program.run("sentiment", ["inspect", "--polarity", "negative=bad"]).status == 2)
  }

  @Test func acceptsTheModelAsArgumentOrOption() throws {
    let folder = TinyModel.distilBERT
    for arguments in [[folder], ["--model", folder], [folder, "--model", folder]] {
      let outcome = try Program.run("sentiment", ["inspect", "--json", "--threads", "1"] + arguments)
      let json = try #require(try outcome.lines().first, "\(outcome.errors)")
      #expect(json["architecture"] == "distilbert" && json["threads"] == 1)
    }
    #expect(try Program.run("sentiment", ["inspect", folder, "--model", "other"]).status == 2)
  }

  @Test func fallsBackToFloat32WithAWarning() throws {
    for compute in ["int8", "bfloat16"] {
      let command = "SENTIMENT_KERNELS=portable sentiment inspect --json --compute \(compute)"
      let json = try #require(try Program.run(script: command).lines().first)
      #expect(json["compute"] == "float32")
      #expect(json["warnings"]?[0]?.stringValue?.contains("no instructions for \(compute)") == true)
    }
    func label(_ environment: String) throws -> JSONValue? {
      try Program.run(script: environment + " sentiment classify 'A complete waste of time.'").lines().first?["label"]
    }
    for environment in ["", "SENTIMENT_KERNELS=portable", "OPENBLAS_CORETYPE=Haswell SENTIMENT_KERNELS=portable"] {
      #expect(try label(environment) == "negative")
    }
  }

  @Test func warnsOfAModelWithoutAHead() throws {
    try withTemporaryFolder { folder in
      let copy = folder.appending(path: "base").path
      try FileManager.default.copyItem(atPath: TinyModel.distilBERT, toPath: copy)
      let config = URL(filePath: copy + "/config.json")
      var object = try #require(try JSONValue(parsing: Data(contentsOf: config)).objectValue)
      object["id2label"] = ["0": "one", "1": "two", "2": "three"]
      object["num_labels"] = nil
      object["sentiment"] = nil
      try Data(JSONValue.object(object).serialized().utf8).write(to: config)
      let outcome = try Program.run("sentiment", ["inspect", copy])
      let warning = "warning       \(copy)/model.safetensors: has no classification head for these labels"
      #expect(outcome.status == 0 && outcome.output.contains(warning), "\(outcome)")
      #expect(outcome.output.contains("fine-tune it first: sentiment train --model \(copy) …"))
    }
  }
}
