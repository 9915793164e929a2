import Foundation
import JSON
import TestSupport
import Testing

/// Further heads, from training data to what `classify` prints.
struct HeadTests {
  private static let aspects = [
    #"{"text": "the film was good", "aspects": [{"start": 4, "end": 8, "polarity": "positive"}]}"#,
    #"{"text": "bad food", "aspects": [{"start": 4, "end": 8, "polarity": "negative"}]}"#,
    #"{"text": "the film was good and the food was awful", "aspects": [{"start": 4, "end": 8, "polarity": "positive"}, {"start": 26, "end": 30, "polarity": "negative"}]}"#,
    #"{"text": "very fine", "aspects": []}"#,
  ]
  private static let emotions = [
    #"{"text": "the film was good", "labels": ["joy"]}"#, #"{"text": "bad food", "labels": ["anger", "disgust"]}"#,
    #"{"text": "awful", "labels": ["anger"]}"#, #"{"text": "a film", "labels": []}"#,
  ]

  private static func write(_ rows: [String], times: Int = 30, to name: String, in folder: TemporaryFolder) throws
    -> String
  {
    try folder.write((0..<times).flatMap { _ in rows }.joined(separator: "\n").utf8, to: name)
  }

  /// Trains the two heads on the frozen tiny model.
  private static func trained(
    in folder: TemporaryFolder, _ output: String = "out", _ options: [String] = []
  ) throws -> (model: String, errors: String) {
    let (aspects, emotions) = (
      try write(aspects, to: "aspects.jsonl", in: folder), try write(emotions, to: "emotions.jsonl", in: folder)
    )
    let model = folder.appending(path: output).path
    let outcome = try Program.run(
      "sentiment",
      [
        "train", "--model", TinyModel.bert, "--freeze-encoder", "--task", "aspects:spans=\(aspects)", "--task",
        "emotions:independent=\(emotions)", "--task-validation", "aspects=\(aspects)", "--task-validation",
        "emotions=\(emotions)", "--learning-rate", "0.05", "--num-train-epochs", "40", "--no-dropout", "--output",
        model,
      ] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (model, outcome.errors)
  }

  @Test func aHeadForAFinishedModelLeavesItsFilesAndLabels() throws {
    try withTemporaryFolder { folder in
      let (model, errors) = try Self.trained(in: folder)
      for expected in [
        "head aspects: f1 1.0000 (120 texts, 120 spans)", "head emotions: f1 1.0000 (120 texts), f1_macro 1.0000",
        "aspects  emotions",
      ] {
        #expect(errors.contains(expected), "\(errors)")
      }
      for file in ["config.json", "model.safetensors", "vocab.txt"] {
        #expect(
          try Data(contentsOf: URL(filePath: "\(model)/\(file)"))
            == Data(contentsOf: URL(filePath: "\(TinyModel.bert)/\(file)")))
      }
      let card = try String(contentsOfFile: "\(model)/README.md", encoding: .utf8)
      #expect(card.contains("## Further heads") && card.contains("| aspects | spans | negative, positive | f1 1.0000"))
      let texts = ["the film was good and the food was bad", "bad", "", "not very fine"]
      func classified(_ arguments: [String]) throws -> [JSONValue] {
        try Program.run("sentiment", ["classify", "--details"] + arguments + ["--"] + texts).lines()
      }
      let (old, new) = (try classified(["--model", TinyModel.bert]), try classified(["--model", model]))
      #expect(
        old.map { $0["logits"] } == new.map { $0["logits"] } && old.map { $0["scores"] } == new.map { $0["scores"] })
      #expect(old.allSatisfy { $0["heads"] == nil })
      #expect(try classified(["--model", model, "--heads", "none"]) == old)
      let aspects = try #require(new[0]["heads"]?["aspects"]?.arrayValue)
      #expect(
        aspects.map { $0["text"] } == ["film", "food"] && aspects.map { $0["polarity"] } == ["positive", "negative"])
      #expect(aspects.map { $0["start"] } == [4, 26] && aspects.map { $0["end"] } == [8, 30])
      #expect(new[2]["heads"]?["aspects"] == [] && new[2]["heads"]?["emotions"]?.objectValue?.count == 3)
      #expect(try classified(["--model", model, "--heads", "emotions"])[0]["heads"]?.objectValue?.keys == ["emotions"])
      let unknown = try Program.run("sentiment", ["classify", "--model", model, "--heads", "topics", "a"])
      #expect(
        unknown.status == 2 && unknown.errors.contains("no head \"topics\": the model has the heads aspects, emotions"))
      let inspected = try Program.run("sentiment", ["inspect", model]).output
      #expect(inspected.contains("aspects (spans: negative, positive); emotions (independent: anger, disgust, joy)"))
      #expect(try Program.run("sentiment", ["inspect", TinyModel.bert]).output.contains("heads         none"))
      let page = try String(contentsOfFile: model + "/report.html", encoding: .utf8)
      #expect(page.contains("<h2>Head aspects</h2>") && page.contains("<h2>Head emotions</h2>"))
    }
  }

  @Test func headsAreMeasuredExplainedAndExported() throws {
    try withTemporaryFolder { folder in
      let (model, _) = try Self.trained(in: folder)
      let measured = try Program.run(
        "sentiment",
        [
          "evaluate", "--model", model, "--head", "aspects", "--data", folder.appending(path: "aspects.jsonl").path,
          "--json",
        ])
      #expect(try measured.lines().first?["f1"]?.doubleValue == 1, "\(measured.errors)")
      let explained = try Program.run(
        "sentiment",
        [
          "explain", "--model", model, "--head", "aspects", "--format", "json",
          "the film was good and the food was bad",
        ])
      let explanations = try #require(try explained.lines().first?["headExplanations"]?.arrayValue)
      #expect(
        explanations.map { $0["output"] } == ["positive", "negative"] && explanations.map { $0["start"] } == [4, 26])
      #expect(explanations.allSatisfy { $0["words"]?.arrayValue?.count == 9 })
      let text = try Program.run("sentiment", ["explain", "--model", model, "--head", "emotions=joy", "bad food"])
        .output
      #expect(text.contains("\nemotions: joy\n"))
      for (head, problem) in [
        ("x", "no head \"x\""), ("emotions=x", "no label \"x\"; the labels of emotions are anger"),
      ] {
        let outcome = try Program.run("sentiment", ["explain", "--model", model, "--head", head, "bad food"])
        #expect(outcome.status == 2 && outcome.errors.contains(problem), "\(outcome.errors)")
      }
      let int8 = folder.appending(path: "int8").path
      #expect(try Program.run("sentiment", ["export", "--model", model, "--precision", "int8", int8]).status == 0)
      for head in ["aspects", "emotions"] {
        let file = "heads/\(head)/model.safetensors"
        #expect(
          try Data(contentsOf: URL(filePath: "\(int8)/\(file)")) == Data(contentsOf: URL(filePath: "\(model)/\(file)")))
      }
      #expect(try Program.run("sentiment", ["export", "--model", TinyModel.bert, int8]).status == 0)
      #expect(!FileManager.default.fileExists(atPath: int8 + "/heads"))
      let table = try Program.run(
        "sentiment", ["classify", "--model", model, "--input", "csv"],
        input: "text\nthe film was good and the food was awful\n")
      #expect(table.output.hasPrefix("text,label,confidence,uncertain,mixed,aspects,emotions\n"), "\(table.output)")
      #expect(table.output.contains(",true,film: positive; food: negative,"))
    }
  }

  @Test func mixedReviewsAreReportedWithTheirAspects() throws {
    try withTemporaryFolder { folder in
      let (model, _) = try Self.trained(in: folder)
      let texts = "the film was good and the food was bad\nthe film was good\n"
      func check(_ options: [String]) throws -> Program.Outcome {
        try Program.run("sentiment", ["check", "--model", model, "--fail-on", "mixed"] + options + ["-"], input: texts)
      }
      let text = try check([])
      #expect(text.status == 1 && text.output.split(separator: "\n").count == 1, "\(text.output)\(text.errors)")
      #expect(text.output.hasPrefix("<stdin>:1:1: ") && text.output.contains("mixed"))
      let config = try JSONValue(parsing: Data(contentsOf: URL(filePath: model + "/heads/aspects/config.json")))
      #expect((0...1).contains(config["mixed_above"]?.doubleValue ?? -1))
      #expect(text.output.hasSuffix("(− food; + film)\n"), "\(text.output)")
      let object = try #require(try check(["--format", "jsonl"]).lines().first)
      #expect(object["mixed"] == true && object["heads"]?["aspects"]?.arrayValue?.count == 2)
      let plain = try Program.run(
        "sentiment", ["check", "--model", TinyModel.bert, "--fail-on", "mixed", "-"], input: texts)
      #expect(plain.status == 2 && plain.errors.contains("no label \"mixed\" for --fail-on"), "\(plain.errors)")
      let log = try JSONValue(parsing: Data(try check(["--format", "sarif"]).output.utf8))
      #expect(log["runs"]?[0]?["results"]?[0]?["properties"]?["mixed"] == true)
      let lines = try Program.run("sentiment", ["classify", "--model", model], input: texts).lines()
      #expect(lines.map { $0["mixed"] } == [true, nil])
      let explained = try Program.run(
        "sentiment", ["explain", "--model", model, "the film was good and the food was bad"])
      #expect(explained.output.contains(", mixed\n") && explained.output.contains("\naspects:\n+ film "))
      let page = try Program.run(
        "sentiment", ["explain", "--model", model, "--format", "html", "the film was good and the food was bad"])
      #expect(page.output.contains("words that decided it") && page.output.contains("<bdi>food</bdi>"))
    }
  }

  @Test func theWordsBehindAspectsAreComparedWithMarkedOpinions() throws {
    try withTemporaryFolder { folder in
      let (model, _) = try Self.trained(in: folder)
      let rows = [
        #"{"text": "the film was good", "aspects": [{"start": 4, "end": 8, "polarity": "positive", "opinions": [[13, 17]]}]}"#,
        #"{"text": "bad food", "aspects": [{"start": 4, "end": 8, "polarity": "negative", "opinions": []}]}"#,
        #"{"text": "bad food", "aspects": [{"start": 4, "end": 80, "polarity": "negative", "opinions": [[0, 3]]}]}"#,
      ]
      let file = try folder.write(rows.joined(separator: "\n").utf8, to: "opinions.jsonl")
      func evaluate(_ options: [String]) throws -> Program.Outcome {
        try Program.run("sentiment", ["evaluate-explanations", "--model", model, "--data", file] + options)
      }
      let outcome = try evaluate(["--head", "aspects", "--json"])
      #expect(outcome.status == 2 && outcome.errors.contains("opinions.jsonl:3: an aspect should have"))
      let objects = try outcome.lines()
      #expect(objects.map { $0["method"] } == ["quick", "full", "attention", "random"])
      #expect(objects.allSatisfy { $0["aspects"] == 1 && ($0["auprc"]?.doubleValue ?? -1) > 0 })
      #expect(try evaluate(["--head", "emotions"]).errors.contains("the head emotions does not find spans"))
      #expect(try evaluate(["--head", "aspects", "--normalize"]).errors.contains("remove --method and --normalize"))
    }
  }

  @Test func theServerAnswersHeads() throws {
    try withTemporaryFolder { folder in
      let (model, _) = try Self.trained(in: folder)
      func answers(_ requests: [(method: String, params: JSONValue)]) throws -> [JSONValue] {
        let lines = requests.enumerated().map { index, request in
          JSONValue.object([
            "jsonrpc": "2.0", "id": .integer(Int64(index)), "method": .string(request.method), "params": request.params,
          ]).serialized()
        }
        return try Program.run(
          "sentiment-lsp", ["--framing", "ndjson", "--model", model], input: lines.joined(separator: "\n") + "\n"
        ).lines().sorted { ($0["id"]?.intValue ?? -1) < ($1["id"]?.intValue ?? -1) }
      }
      let text: JSONValue = "the film was good and the food was bad"
      let found = try answers([
        ("sentiment/classify", ["texts": [text]]), ("sentiment/classify", ["texts": [text], "heads": ["emotions"]]),
        ("sentiment/classify", ["texts": [text], "heads": []]),
        ("sentiment/classify", ["texts": [text], "heads": ["x"]]),
        ("sentiment/explain", ["text": text, "head": "aspects"]),
        ("sentiment/explain", ["text": text, "head": "emotions", "output": "joy", "method": "quick"]),
      ])
      func heads(_ index: Int) -> JSONValue? { found[index]["result"]?["results"]?[0]?["heads"] }
      #expect(heads(0)?["aspects"]?.arrayValue?.count == 2 && heads(0)?["emotions"] != nil)
      #expect(heads(1)?.objectValue?.keys == ["emotions"] && heads(2) == nil)
      #expect(found[3]["error"]?["message"]?.stringValue?.contains("no head \"x\"") == true)
      #expect(found[4]["result"]?["headExplanations"]?.arrayValue?.count == 2)
      #expect(found[5]["result"]?["headExplanations"]?[0]?["output"] == "joy")
    }
  }

  @Test func tasksInAConfigurationFileTrainBesideTheLabels() throws {
    try withTemporaryFolder { folder in
      let labels = try Self.write(
        ["the film was good,1", "bad food,0", "fine food,1", "an awful film,0"], to: "labels.csv", in: folder)
      let aspects = try Self.write(Self.aspects, to: "aspects.jsonl", in: folder)
      let config: JSONValue = [
        "no_header": true, "validation_split": 0.2, "max_steps": 12,
        "tasks": [
          "aspects": [
            "kind": "spans", "train": .string(aspects), "share": 0.4, "weight": 0.5, "class_weights": "balanced",
          ]
        ],
      ]
      let file = try folder.write(config.serialized().utf8, to: "config.json")
      func train(_ output: String, _ options: [String]) throws -> Program.Outcome {
        try Program.run(
          "sentiment",
          [
            "train", "--model", TinyModel.bert, "--train", labels, "--config", file, "--output",
            folder.appending(path: output).path,
          ] + options)
      }
      let outcome = try train("out", [])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let results = try JSONValue(parsing: Data(contentsOf: folder.appending(path: "out/all_results.json")))
      #expect(results["eval_accuracy"]?.doubleValue != nil && results["eval_aspects_f1"]?.doubleValue != nil)
      let log = try JSONValue(parsing: Data(contentsOf: folder.appending(path: "out/trainer_state.json")))
      #expect(log["log_history"]?.arrayValue?.contains { $0["eval_aspects_polarity_accuracy"] != nil } == true)
      let card = try String(contentsOf: folder.appending(path: "out/README.md"), encoding: .utf8)
      #expect(card.contains("| aspects | spans | negative, positive | f1 "))
      let settings = log["stateful_callbacks"]?["SentimentTraining"]?["settings"]
      #expect(settings?["aspects: share"] == "0.4" && settings?["aspects: class weights"] == "balanced")
    }
  }

  @Test(
    arguments: [
      (["--task", "x"], "--task takes NAME:KIND=FILE"), (["--task", "x:y=z"], "--task takes NAME:KIND=FILE"),
      (["--task", "x:spans=a", "--task", "x:number=b"], "give each head one kind"),
      (["--task-validation", "x=a"], "--task-validation takes NAME=FILE"),
      (["--tasks", "[]"], "expected an object that maps"),
      (["--tasks", #"{"x": {"kind": "spans", "y": 1}}"#], "unknown key \"y\" of x"),
      (["--tasks", #"{"x": {"kind": "z"}}"#], "\"kind\" of x should be one of exclusive"),
      (["--tasks", #"{"x": {"kind": "spans", "weight": "a"}}"#], "\"weight\" of x should be a number, is \"a\""),
      (["--tasks", #"{"../x": {"kind": "spans", "train": "a"}}"#], "the name should be a letter"),
      (
        ["--tasks", #"{"x": {"kind": "spans", "train": "a", "share": 2}}"#],
        "\"share\" should be above 0, at most 1, is 2.0"
      ),
      (
        ["--tasks", #"{"x": {"kind": "number", "train": "a", "label_smoothing": 0.1}}"#],
        "supported for exclusive labels and spans"
      ),
      (["--task", "x:spans=/nowhere.jsonl"], "/nowhere.jsonl: "),
      ([], "no texts to train on; name a file with --train, or a task with --task NAME:KIND=FILE"),
    ] as [([String], String)])
  func errorsOfTasksSayWhatIsWrong(options: [String], problem: String) throws {
    try withTemporaryFolder { folder in
      let outcome = try Program.run(
        "sentiment",
        ["train", "--model", TinyModel.bert, "--freeze-encoder", "--output", folder.appending(path: "out").path]
          + options)
      #expect(outcome.status == 2 && outcome.errors.contains(problem), "\(outcome.errors)")
    }
  }
}
