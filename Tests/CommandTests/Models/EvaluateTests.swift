import Foundation
import JSON
import TestSupport
import Testing

/// `sentiment evaluate` with the built-in model, on texts of which the last has a wrong label.
struct EvaluateTests {
  private static let rows = """
    text,label
    A wonderful film.,1
    "A terrible,
    boring waste of time.",0
    I loved every minute of it.,positive
    Dreadful from start to end.,1

    """

  @Test func printsEveryMetricInOneJSONObject() throws {
    try withData { folder, data in
      let outcome = try Program.run("sentiment", ["evaluate", "--data", data, "--json"])
      let json = try #require(try outcome.lines().first)
      #expect(outcome.status == 0 && json["texts"] == 4 && json["accuracy"] == 0.75 && json["skipped"] == 0)
      for key in ["loss", "seconds", "f1_macro", "mcc", "auroc", "ece", "brier", "temperature"] {
        #expect(json[key]?.doubleValue != nil, "\(key)")
      }
      #expect(json["confusion_matrix"] == [[1, 0], [1, 2]])
      #expect(json["labels"]?[1]?["label"] == "positive" && json["labels"]?[1]?["recall"]?.doubleValue == 2.0 / 3)
      #expect(json["lengths"]?[0]?["texts"] == 4)
    }
  }

  @Test func alignsTables() throws {
    try withData { folder, data in
      let output = try Program.run("sentiment", ["evaluate", "--data", data]).output
      #expect(output.hasPrefix("accuracy 0.7500 (3 of 4), f1_macro "))
      #expect(output.contains("\ntrue \\ predicted  negative  positive\nnegative                 1         0\n"))
    }
  }

  @Test func writesPredictionsWithScores() throws {
    try withData { folder, data in
      let file = folder.appending(path: "rows.jsonl")
      #expect(try Program.run("sentiment", ["evaluate", "--data", data, "--predictions", file.path]).status == 0)
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
        try JSONValue(parsing: String($0))
      }
      #expect(lines.map { $0["line"] } == [2, 3, 5, 6] && lines.allSatisfy { $0["file"]?.stringValue == data })
      #expect(lines[1]["text"] == "A terrible,\nboring waste of time.")
      #expect(lines[3]["true"] == "positive" && lines[3]["predicted"] == "negative")
      #expect(lines.allSatisfy { $0["scores"]?.objectValue?.keys == ["negative", "neutral", "positive"] })
    }
  }

  @Test func readsDataLikeTraining() throws {
    try withTemporaryFolder { folder in
      for (name, text) in [("pos/1.txt", "A wonderful film."), ("neg/7.txt", "A terrible film. [cry]")] {
        let file = folder.appending(path: "aclImdb/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let (data, rows) = (folder.appending(path: "aclImdb").path, folder.appending(path: "rows.jsonl"))
      let outcome = try Program.run(
        "sentiment", ["evaluate", "--data", data, "--drop-pattern", #" \[\w+\]"#, "--predictions", rows.path])
      #expect(outcome.status == 0 && outcome.errors.contains("--drop-pattern changed 1 of 2 texts"))
      let lines = try String(contentsOf: rows, encoding: .utf8).split(separator: "\n").map {
        try JSONValue(parsing: String($0))
      }
      #expect(lines.map { $0["file"]?.stringValue } == ["\(data)/neg/7.txt", "\(data)/pos/1.txt"])
      #expect(lines.map { $0["text"]?.stringValue } == ["A terrible film.", "A wonderful film."])

      let table = folder.appending(path: "table.csv")
      try Data("7,1,A wonderful film.\n8,0,A terrible waste of time.\n".utf8).write(to: table)
      let options = ["--no-header", "--text-column", "3", "--label-column", "2", "--json"]
      let json = try Program.run("sentiment", ["evaluate", "--data", table.path] + options).lines().first
      #expect(json?["texts"] == 2 && json?["accuracy"]?.doubleValue == 1)
    }
  }

  @Test func writesTheReportAsOnePage() throws {
    try withData { folder, data in
      let report = folder.appending(path: "new/report")
      let outcome = try Program.run("sentiment", ["evaluate", "--data", data, "--report", report.path])
      #expect(outcome.status == 0 && outcome.errors.contains("wrote \(report.path)/report.html"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: report.path) == ["report.html"])
      let page = try String(contentsOf: report.appending(path: "report.html"), encoding: .utf8)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("Dreadful</mark> from"))
    }
  }

  @Test func storesTheTemperatureAndChangesOnlyProbabilities() throws {
    try withData { folder, data in
      let model = try copyOfTheModel(in: folder).path
      func classified() throws -> JSONValue? {
        try Program.run("sentiment", ["classify", "--model", model, "--details", "A wonderful film."]).lines().first
      }
      let before = try classified()
      try repeatRows(times: 30, data)
      let outcome = try Program.run(
        "sentiment", ["evaluate", "--model", model, "--data", data, "--calibrate", "--json"])
      let temperature = try #require(try outcome.lines().first?["temperature"]?.doubleValue)
      #expect(outcome.errors.contains("\(model)/config.json: none → temperature ") && temperature > 1)
      let config = try JSONValue(parsing: Data(contentsOf: URL(filePath: model + "/config.json")))
      #expect(config["sentiment"]?["temperature"]?.doubleValue == temperature)
      let after = try classified()
      #expect(after?["logits"] == before?["logits"] && after?["label"] == before?["label"])
      #expect(after?["confidence"]?.doubleValue ?? 1 < before?["confidence"]?.doubleValue ?? 0)
      #expect(try Program.run("sentiment", ["inspect", model]).output.contains("temperature "))
      // A second fit gives the same value, since it uses the raw logits.
      let again = try Program.run("sentiment", ["evaluate", "--model", model, "--data", data, "--calibrate", "--json"])
      #expect(try again.lines().first?["temperature"]?.doubleValue == temperature)
    }
  }

  @Test func keepsTheModelWhenNoTemperatureCanBeFitted() throws {
    try withData { folder, data in
      let model = try copyOfTheModel(in: folder).path
      let config = try Data(contentsOf: URL(filePath: model + "/config.json"))
      func calibrated() throws -> Program.Outcome {
        try Program.run("sentiment", ["evaluate", "--model", model, "--data", data, "--calibrate"])
      }
      let few = try calibrated()
      #expect(few.status == 2 && few.errors.contains("--calibrate needs at least 100 texts; \(data) has 4"))
      try "text,label\nA wonderful film.,positive\nA dreadful film.,negative\n".write(
        toFile: data, atomically: true, encoding: .utf8)
      try repeatRows(times: 50, data)
      let right = try calibrated()
      #expect(right.status == 0 && right.errors.contains("every prediction is correct"))
      #expect(try Data(contentsOf: URL(filePath: model + "/config.json")) == config)
    }
  }

  @Test func writesPredictionsThroughALinkOrPipeButNotOverTheData() throws {
    try withData { folder, data in
      let (file, link) = (folder.appending(path: "rows.jsonl").path, folder.appending(path: "link.jsonl").path)
      try "old".write(toFile: file, atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      #expect(try Program.run("sentiment", ["evaluate", "--data", data, "--predictions", link]).status == 0)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("{\"file\""))
      let read = try Program.run(
        script: """
          mkfifo pipe
          cat pipe | wc -l &
          sentiment evaluate --data '\(data)' --predictions pipe > /dev/null
          wait
          test -p pipe
          """)
      #expect(read.status == 0)
      #expect((Int(read.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 2)
      let before = try String(contentsOfFile: data, encoding: .utf8)
      let same = try Program.run("sentiment", ["evaluate", "--data", data, "--predictions", data])
      #expect(same.status == 2 && same.errors.contains("is the file of --data"))
      #expect(try String(contentsOfFile: data, encoding: .utf8) == before)
    }
  }

  @Test func rejectsCalibratingTheBuiltInModel() throws {
    try withData { _, data in
      let outcome = try Program.run("sentiment", ["evaluate", "--data", data, "--calibrate"])
      #expect(outcome.status == 2 && outcome.errors.contains("name a folder of your own with --model"))
    }
  }

  @Test func rejectsAnInvalidTemperature() throws {
    try withData { folder, _ in
      let model = try copyOfTheModel(in: folder)
      let config = model.appending(path: "config.json")
      let text = try String(contentsOf: config, encoding: .utf8)
      try text.replacing(#""sentiment": {"#, with: #""sentiment": {"temperature": 0, "#).write(
        to: config, atomically: true, encoding: .utf8)
      let outcome = try Program.run("sentiment", ["classify", "--model", model.path, "text"])
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("\"temperature\" under \"sentiment\" should be a number from 0.001 to 1000, is 0"))
    }
  }

  /// Repeats the rows of a file.
  private func repeatRows(times: Int, _ path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let rows = repeatElement(lines.dropFirst(), count: times).flatMap { $0 }
    try (lines.prefix(1) + rows).joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func withData(_ body: (TemporaryFolder, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data.csv")
      try Self.rows.write(to: data, atomically: true, encoding: .utf8)
      try body(folder, data.path)
    }
  }

  /// A copy of the built-in model's folder without a calibration.
  private func copyOfTheModel(in folder: TemporaryFolder) throws -> URL {
    let source = packageFolder.appending(path: "Sources/SentimentAnalysis/Resources/Model")
    let copy = folder.appending(path: "model")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      let (from, to) = (source.appending(path: name), copy.appending(path: name))
      if name == "config.json" {
        var config = try JSONValue(parsing: Data(contentsOf: from)).objectValue ?? JSONObject()
        config["sentiment"] = ["max_length": 256]
        try Data(JSONValue.object(config).serialized(pretty: true).utf8).write(to: to)
      } else {
        try FileManager.default.copyItem(at: from, to: to)
      }
    }
    return copy
  }
}
