import Foundation
import JSON
import TestSupport
import Testing

struct TrainTests {
  private static let tiny = TinyModel.bert
  private static let rows = ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"]

  /// The configurations of the seed documents, with options that override them.
  @Test(arguments: [
    ("weibo-first", "32", "false"), ("weibo-second", "64", "true"), ("imdb", "32", "false"),
    ("imdb-advanced", "32", "true"),
  ])
  func acceptsTheSeedsConfigurations(_ seed: (name: String, batchSize: String, bf16: String)) throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder, header: seed.name.hasPrefix("weibo") ? "review,label" : "text,label")
      let file = packageFolder.appending(path: "Tests/Seeds/\(seed.name).json").path
      let outcome = try Self.train(
        folder, data, ["--config", file, "--max-steps", "3", "--logging-dir", folder.appending(path: "logs").path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("hf upload") == seed.name.hasPrefix("weibo"), "\(outcome.errors)")
      let state = try Self.json(folder, "out/trainer_state.json")
      // An epoch of this data is one step; the last configuration may stop early.
      let steps = try #require(state["global_step"]?.intValue)
      #expect(state["max_steps"] == 3 && (steps == 3 || seed.name == "imdb-advanced" && steps > 0))
      let events = try #require(Self.names(folder.appending(path: "logs").path).first)
      let records = try Data(contentsOf: folder.appending(path: "logs/\(events)"))
      #expect(events.hasPrefix("events.out.tfevents.") && records.firstRange(of: Data("eval/loss".utf8)) != nil)
      let results = try Self.json(folder, "out/all_results.json")
      #expect(results["eval_loss"]?.doubleValue != nil && results["train_loss"]?.doubleValue != nil)
      let model = ["classify", "--model", folder.appending(path: "out").path, "a fine film"]
      #expect(try Program.run("sentiment", model).status == 0)
      let settings = state["stateful_callbacks"]?["SentimentTraining"]?["settings"]
      #expect(settings?["learning-rate"] == "2e-05")
      #expect(settings?["per-device-train-batch-size"]?.stringValue == seed.batchSize)
      #expect(settings?["bf16"]?.stringValue == seed.bf16)
    }
  }

  /// Tests/Reference/make_training_arguments.py
  @Test(arguments: ["4", "5"])
  func acceptsFilesOfTrainingArguments(_ version: String) throws {
    try withTemporaryFolder { folder in
      let file = packageFolder.appending(path: "Tests/Seeds/training-arguments-\(version).json").path
      let outcome = try Self.train(folder, Self.data(in: folder), ["--config", file, "--max-steps", "2"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let state = try Self.json(folder, "out/trainer_state.json")
      let settings = state["stateful_callbacks"]?["SentimentTraining"]?["settings"]
      for (name, value) in [
        ("per-device-train-batch-size", "16"), ("learning-rate", "2e-05"), ("weight-decay", "0.0"), ("bf16", "false"),
      ] { #expect(settings?[name]?.stringValue == value, "\(name)") }
      #expect(state["num_train_epochs"] == 1 && state["best_metric"]?.doubleValue != nil)
      #expect(!Self.names(folder.appending(path: "out").path).contains("runs"))
    }
  }

  @Test func acceptsNullForAnyKey() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "config.json")
      let content = """
        {"data_seed": null, "optim": null, "label_names": ["labels"], "train_sampling_strategy": "group_by_length",
          "fp16": true, "bf16": false, "max_steps": 1}
        """
      try Data(content.utf8).write(to: file)
      let outcome = try Self.train(folder, Self.data(in: folder), ["--config", file.path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let state = try Self.json(folder, "out/trainer_state.json")
      let settings = state["stateful_callbacks"]?["SentimentTraining"]?["settings"]
      #expect(settings?["group-by-length"] == "true" && settings?["bf16"] == "true")
    }
  }

  @Test func trainsInFloat32WithoutBfloat16Instructions() throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder)
      let command =
        "SENTIMENT_KERNELS=portable sentiment train --model \(Self.tiny) --train \(data) --validation \(data) --bf16 "
        + "--max-steps 1 --output \(folder.appending(path: "out").path)"
      let outcome = try Program.run(script: command)
      #expect(outcome.status == 0 && outcome.errors.contains("training in float32"), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    (#"{"learning_rat": 1e-5}"#, #"unknown key "learning_rat"; did you mean "learning_rate"?"#),
    (#"{"evaluation_stategy": "no"}"#, #"did you mean "evaluation_strategy"?"#),
    (#"{"model_config": {"epoch": 3}}"#, #"unknown key "epoch"; did you mean "epochs"?"#),
    (#"{"fp16": "yes"}"#, #""fp16" must be true or false"#), ("{", "config.json: line 1"), ("[]", "a JSON object"),
    (#"{"my_own_key": 1}"#, #"unknown key "my_own_key"; sentiment train --help lists all options"#),
    (#"{"lr_scheduler_kwargs": {"num_cycles": 2}}"#, #"{"num_cycles":2} is not supported; it can only be {}"#),
    (#"{"data_seed": 7}"#, #""data_seed": 7 is not supported: one seed determines everything; set "seed""#),
    (#"{"report_to": ["tensorboard", "wandb"]}"#, "--report-to takes none or tensorboard, got wandb"),
    (#"{"optim": "sgd"}"#, #""optim": "sgd" is not supported; it can only be"#),
    (#"{"num_labels": 3}"#, "--num-labels is 3, but the data have 2 labels: negative, positive"),
    (#"{"learning_rate": 0}"#, "--learning-rate takes a number above 0"),
    (#"{"class_weights": [1, 2, 3]}"#, "--class-weights has 3 numbers for 2 labels (negative, positive)"),
    (
      #"{"metric_for_best_model": "beauty"}"#, "--metric-for-best-model beauty: no such metric; the metrics are loss"
    ),
    (#"{"eval_strategy": "no", "early_stopping_patience": 2}"#, "--early-stopping-patience needs evaluations"),
    (#"{"freeze_layers": 9}"#, "--freeze-layers 9: the model has 2 layers"),
    (#"{"head_length": 40}"#, "--head-length and --tail-length must add up to 1 to 30 tokens"),
    (#"{"lr_scheduler_type": "polynomial"}"#, "--lr-scheduler-type"),
  ])
  func rejectsUnsupportedKeys(_ row: (content: String, expected: String)) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "config.json")
      try Data(row.content.utf8).write(to: file)
      let outcome = try Self.train(folder, Self.data(in: folder), ["--config", file.path])
      #expect(outcome.status == 2 && outcome.errors.contains(row.expected), "\(outcome.errors)")
    }
  }

  @Test func commandLineOverridesTheFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "config.json")
      try Data(
        #"{"max_steps": 50, "seed": 7.0, "train": "/none.csv", "eval_strategy": "no", "report_to": "none"}"#.utf8
      ).write(to: file)
      let outcome = try Self.train(
        folder, Self.data(in: folder), ["--config=\(file.path)", "--max-steps=2", "--evaluation-strategy", "epoch"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let state = try Self.json(folder, "out/trainer_state.json")
      #expect(!Self.names(folder.appending(path: "out").path).contains("runs"))
      #expect(state["max_steps"] == 2 && state["best_global_step"]?.intValue != nil)
      #expect(state["stateful_callbacks"]?["SentimentTraining"]?["settings"]?["seed"] == "7")
    }
  }

  @Test func rejectsAnOutputFolderThatIsNotEmpty() throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder)
      let other = folder.appending(path: "out")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: other.appending(path: "diary.txt"))
      let refused = try Self.train(folder, data, ["--max-steps", "1"])
      #expect(
        refused.status == 2 && refused.errors.contains("is not empty (diary.txt); name another --output"))
      #expect(try Self.train(folder, data, ["--max-steps", "1", "--overwrite"]).status == 0)
      #expect(FileManager.default.contents(atPath: other.path + "/diary.txt") == Data("mine".utf8))
      try FileManager.default.createDirectory(
        at: other.appending(path: "checkpoint-7"), withIntermediateDirectories: true)
      let foreign = try Self.train(folder, data, ["--max-steps", "1", "--overwrite"])
      #expect(foreign.status == 2 && foreign.errors.contains("out/checkpoint-7: is not a checkpoint"))
    }
  }

  @Test func canBeRepeatedAfterAFailedFirstStep() throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder)
      let failed = try Self.train(folder, data, ["--max-steps", "1", "--class-weights", "1e308,1e308"])
      #expect(failed.status == 2 && failed.errors.contains("step 1: the loss is not a finite number"))
      #expect(Self.names(folder.appending(path: "out").path) == [".sentiment-output.json", "runs"])
      #expect(try Self.train(folder, data, ["--max-steps", "1"]).status == 0)
    }
  }

  @Test(arguments: ["out", "out/model"])
  func rejectsAnOutputFileBeforeReadingData(output: String) throws {
    try withTemporaryFolder { folder in
      try Data("mine".utf8).write(to: folder.appending(path: "out"))
      let refused = try Program.run(
        "sentiment",
        [
          "train", "--model", Self.tiny, "--train", "/none.csv", "--overwrite", "--output",
          folder.appending(path: output).path,
        ])
      #expect(refused.status == 2 && refused.errors.contains("/out: is a file; name a folder with --output"))
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func savesOnASignalAndPrintsHowToResume(signal: Int32, status: Int32) throws {
    try withTemporaryFolder { folder in
      let (output, errors, process) = (folder.appending(path: "out").path, folder.appending(path: "errors"), Process())
      try Data().write(to: errors)
      process.executableURL = Program.buildFolder.appending(path: "sentiment")
      process.arguments = [
        "train", "--model", Self.tiny, "--train", try Self.data(in: folder), "--output", output, "--max-steps",
        "20000", "--save-steps", "2",
      ]
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      while process.isRunning, !Self.names(output).contains(where: { $0.hasPrefix("checkpoint-") }) {}
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let sentences = try String(contentsOf: errors, encoding: .utf8)
      #expect(process.terminationStatus == status, "\(sentences)")
      #expect(sentences.contains("to resume, run the same command with --resume"), "\(sentences)")
      #expect(Self.names(output).count { $0.hasPrefix("checkpoint-") } == 1)
    }
  }

  @Test func printsEvaluationsAsOneTable() throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder)
      let outcome = try Self.train(
        folder, data, ["--max-steps", "3", "--eval-strategy", "steps", "--eval-steps", "1", "--probe", data])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.errors.split(separator: "\n").map(String.init)
      let header = try #require(lines.firstIndex { $0.contains("step  epoch") })
      #expect(lines[header].hasSuffix("loss  accuracy       F1  accuracy"), "\(lines[header])")
      #expect(lines[header - 1].hasSuffix("training  validation              macro     probe"))
      let rows = lines.filter { $0.contains(#/^ +\d+ +\d+\.\d\d(  +\d+\.\d{4}){5}(  best)?$/#) }
      #expect(rows.count == 3 && rows[0].hasSuffix("  best"), "\(outcome.errors)")
      #expect(rows.allSatisfy { $0.replacing("  best", with: "").count == lines[header].count })
      #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\r"))
    }
  }

  @Test func reportsTheProbeWithoutValidationTexts() throws {
    try withTemporaryFolder { folder in
      let (data, output) = (try Self.data(in: folder), folder.appending(path: "out").path)
      let options = ["--train", data, "--probe", data, "--output", output, "--max-steps", "2"]
      let outcome = try Program.run("sentiment", ["train", "--model", Self.tiny] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("  step  epoch      loss  accuracy\n"), "\(outcome.errors)")
      #expect(outcome.errors.contains(#/\n +2 +2\.00 +\d\.\d{4} +\d\.\d{4}\n/#), "\(outcome.errors)")
      let page = try String(contentsOfFile: "\(output)/report.html", encoding: .utf8)
      #expect(page.contains(">Training<") && !page.contains(">Figures<") && !page.contains(">Confidence<"))
      #expect(outcome.errors.contains("report.html, a page to open in a browser, about the curves of the training"))
    }
  }

  @Test(arguments: [
    ("single_label_classification", ["1", "0"], "Confusion matrix"),
    ("multi_label_classification", ["film|praise", "film"], "Confidence"), ("regression", ["4.5", "1.5"], "Numbers"),
  ])
  func writesAReportWithAllCharts(_ row: (problem: String, labels: [String], own: String)) throws {
    try withTemporaryFolder { folder in
      let (data, test) = (folder.appending(path: "data.csv"), folder.appending(path: "test.csv"))
      let rows = (0..<8).map { "the \(["good", "bad"][$0 % 2]) film number \($0),\(row.labels[$0 % 2])\n" }
      try Data(("text,label\n" + rows.joined()).utf8).write(to: data)
      try Data(("text,label\n" + rows.prefix(6).joined()).utf8).write(to: test)
      let options = ["--problem-type", row.problem, "--test", test.path, "--max-steps", "4", "--logging-steps", "1"]
      let outcome = try Self.train(folder, data.path, options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("about the 6 test texts (test.csv)"), "\(outcome.errors)")
      let page = try String(contentsOf: folder.appending(path: "out/report.html"), encoding: .utf8)
      #expect(page.utf8.count < 2_000_000)
      let isRegression = row.problem == "regression"
      for part in [
        "Loss", isRegression ? "Correlation" : "Accuracy", row.own,
        isRegression ? "Distribution of errors" : "Distribution of confidence",
        isRegression ? "Error by length" : "Accuracy by length", "Most important words",
      ] { #expect(page.contains(">\(part)"), "\(part)") }
    }
  }

  @Test func keepsEarlierCheckpointsWhenTheDiskIsFull() throws {
    try withTemporaryFolder { folder in
      let data = try Self.data(in: folder)
      let output = folder.appending(path: "out").path
      let train =
        "sentiment train --model \(Self.tiny) --train \(data) --output \(output) --num-train-epochs 3 --save-total-limit 0"
      // A limit on the file size simulates a full disk: the write fails or, if SIGXFSZ is not ignored, kills the program.
      let first = try Program.run(script: "trap '' XFSZ; ulimit -f 8; \(train)")
      #expect(
        first.status == 2
          && first.errors.contains("no earlier checkpoint: free some space and start again with --overwrite"))
      #expect(try Program.run(script: "\(train) --eval-strategy no --overwrite").status == 0)
      try FileManager.default.removeItem(atPath: "\(output)/checkpoint-2")
      try FileManager.default.removeItem(atPath: "\(output)/checkpoint-3")
      let weights = FileManager.default.contents(atPath: "\(output)/model.safetensors")
      let failed = try Program.run(script: "trap '' XFSZ; ulimit -f 8; \(train) --resume")
      #expect(failed.status == 2, "\(failed.errors)")
      #expect(
        failed.errors.contains(
          "The checkpoint of step 2 is not written. The earlier checkpoints are complete: free some space"))
      #expect(Self.names(output).filter { $0.contains("checkpoint") } == ["checkpoint-1"])
      let killed = try Program.run(script: "ulimit -c 0; ulimit -f 8; \(train) --resume")
      #expect(killed.status != 0 && Self.names(output).contains(".unfinished-checkpoint-2"))
      let resumed = try Program.run(script: "\(train) --resume")
      #expect(resumed.status == 0 && resumed.errors.contains("checkpoint-1, after step 1"), "\(resumed.errors)")
      #expect(FileManager.default.contents(atPath: "\(output)/model.safetensors") == weights)
    }
  }

  private static func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private static func data(in folder: TemporaryFolder, header: String = "text,label") throws -> String {
    let file = folder.appending(path: "data.csv")
    try Data(([header] + (0..<5).flatMap { _ in rows }).joined(separator: "\n").utf8).write(to: file)
    return file.path
  }

  private static func train(_ folder: TemporaryFolder, _ data: String, _ options: [String]) throws -> Program.Outcome {
    try Program.run(
      "sentiment",
      ["train", "--model", tiny, "--train", data, "--validation", data, "--output", folder.appending(path: "out").path]
        + options)
  }

  private static func json(_ folder: TemporaryFolder, _ path: String) throws -> JSONValue {
    try JSONValue(parsing: Data(contentsOf: folder.appending(path: path)))
  }
}
