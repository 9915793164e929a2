import Foundation
import JSON
import TestSupport
import Testing

/// Text of others, such as a file's name, never moves the text around it in a terminal, and never forges a line of a log.
struct HostileTextTests {
  /// An escape sequence, the same in C1, a return, a line that is a command in GitHub's log, another kind of command, a line
  /// separator and a direction mark.
  private static let hostile = "a\u{1B}[31m\u{9B}7m\r\n::error ::forged##[error]\u{2028}\u{202E}b"
  private static let complaint = "What a waste of time, the plot was a confusing mess."

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["text", "github", "jsonl", "sarif"])
  func namesOfFiles(format: String) throws {
    let file = try folder.write(Self.complaint + "\n", to: "reviews/\(Self.hostile).txt")
    for path in [folder("reviews"), file] {
      let outcome = try expectVisible(["check", "--format", format, path], status: 1)
      let line = try #require(outcome.output.split(separator: "\n").first { $0.contains("negative 9") })
      switch format {
      case "text": #expect(line.hasPrefix(folder("reviews/a\\u{1b}[31m\\u{9b}7m\\u{d}\\u{a}::error")))
      case "github": #expect(line.contains("\\u{1b}[31m\\u{9b}7m%0D%0A%3A%3Aerror"))
      case "jsonl": #expect(try JSONValue(parsing: String(line))["file"]?.stringValue == file)
      default: #expect(line.contains("a%1B%5B31m%C2%9B7m%0D%0A%3A%3Aerror"))
      }
    }
  }

  @Test(arguments: [
    ["check"], ["evaluate", "--data"], ["evaluate-explanations", "--data"], ["classify", "--input", "csv"], ["export"],
    ["allow"], ["inspect"], ["classify", "x", "--output"], ["bench", "--data"], ["explain"], ["doctor", "--model"],
    ["inspect", "--model"], ["train", "--model", TinyModel.bert, "--output", "/dev/null/x", "--train"],
    ["train", "--model", TinyModel.bert, "--train", "/dev/null/x", "--output"],
    ["train", "--model", TinyModel.bert, "--train", "/dev/null/x", "--output", "/dev/null/x", "--config"],
    ["install", "--prefix"], ["uninstall", "--prefix"],
  ])
  func namesOfMissingFiles(arguments: [String]) throws {
    try expectVisible(arguments + ["/dev/null/\(Self.hostile).csv"], status: arguments[0] == "explain" ? nil : 2)
  }

  @Test(arguments: [
    ["check", "x", "--\(hostile)"], ["check", "--\(hostile)=1", "x"], ["check", "x", "-\(hostile)"], [hostile],
    ["check", "--format", hostile, "x"],
    ["check", "--threads=\(hostile)", "x"], ["check", "--encoding", hostile, "x"],
    ["check", "--polarity", hostile, "x"], ["classify", "--model", hostile, "x"],
    ["classify", "--compute", hostile, "x"],
    ["classify", "--model", "./\(hostile)", "x"], ["inspect", "--model", "default", hostile],
    ["bench", "--shapes", hostile],
    ["train", "--model", "default", "--train", "x", "--output", "y", "--\(hostile)"], ["explain", "x", hostile],
  ])
  func arguments(_ arguments: [String]) throws {
    let outcome = try expectVisible(arguments, status: 2)
    #expect(outcome.errors.contains("\\u{1b}"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["--\(hostile)"], ["--framing", hostile], ["--threads", hostile], ["--log", "/dev/null/\(hostile)"],
  ])
  func argumentsOfTheServer(_ arguments: [String]) throws {
    let outcome = try expectVisible(arguments, program: "sentiment-lsp", status: 2)
    #expect(outcome.errors.contains("\\u{1b}"), "\(outcome.errors)")
  }

  @Test func reviewTexts() throws {
    let text = "\(Self.hostile) \(Self.complaint)"
    try expectVisible(["classify", text], status: 0)
    try expectVisible(["classify", "--explain"], input: text, status: 0)
    for options in [[], ["--details", "--counterfactual"], ["--format", "json"], ["--format", "html"]] {
      try expectVisible(["explain"] + options + [text], status: 0)
    }
    let quoted = "id,text\n1,\"\(Self.complaint.replacing("waste", with: Self.hostile))\"\n"
    for format in ["text", "github", "jsonl", "sarif"] {
      try expectVisible(["check", "--language", "csv", "--format", format, "-"], input: quoted, status: nil)
    }
  }

  @Test func namesOfColumnsAndKeys() throws {
    let table = "\"\(Self.hostile)\",\"\(Self.hostile)2\"\n\(Self.complaint),1\nA wonderful film.,2\n"
    let object = JSONValue.object([Self.hostile: .string(Self.complaint), "x": [Self.hostile: 1]]).serialized() + "\n"
    let (csv, jsonl) = (try folder.write(table, to: "a.csv"), try folder.write(object + "{\(object)", to: "a.jsonl"))
    for file in [csv, jsonl] {
      try expectVisible(["check", "-v", file], status: nil)
      try expectVisible(["check", "--column", Self.hostile + "3", file], status: nil)
      try expectVisible(["evaluate", "--data", file], status: 2)
      try expectVisible(["evaluate", "--text-column", Self.hostile, "--data", file], status: 2)
      try expectVisible(["classify", "--input", file == csv ? "csv" : "jsonl", "--column", "none", file], status: 2)
    }
  }

  @Test func labelsAndKeysOfAModel() throws {
    let model = folder("model")
    try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: model)
    var config = try JSONValue(parsing: folder.read("model/config.json")).objectValue ?? JSONObject()
    let count = try #require(config["id2label"]?.objectValue?.count)
    config["id2label"] = .object(
      JSONObject(uniqueKeysWithValues: (0..<count).map { ("\($0)", .string("\(Self.hostile)\($0)")) }))
    config["label2id"] = nil
    config["sentiment"] = nil
    try folder.write(JSONValue.object(config).serialized(), to: "model/config.json")
    let data = try folder.write("text,label\nthe film was good,0\nthe film was awful,1\n", to: "data.csv")
    for arguments in [
      ["inspect", model], ["inspect", "--json", model], ["classify", "--model", model, "a film"],
      ["explain", "--model", model, "a film"], ["check", "--model", model, "--fail-on", "x", data],
      ["evaluate", "--model", model, "--data", data], ["evaluate", "--json", "--model", model, "--data", data],
    ] { try expectVisible(arguments, status: nil) }
    config["hidden_act"] = .string(Self.hostile)
    try folder.write(JSONValue.object(config).serialized(), to: "model/config.json")
    try expectVisible(["inspect", model], status: 2)
    try folder.write("{\"\(Self.hostile)", to: "model/config.json")
    try expectVisible(["inspect", model], status: 2)
  }

  @Test func keysAndValuesOfSettings() throws {
    let settings = JSONValue.object([
      Self.hostile: 1, "model": .string(Self.hostile), "split": .string(Self.hostile),
      "ignore": [.string("(" + Self.hostile)],
      "files": .object([Self.hostile: .object([Self.hostile: 1])]),
    ])
    try folder.write([".sentiment.json": settings.serialized(), "a.txt": Self.complaint])
    try expectVisible(["check", folder.path], status: 2)
    try expectVisible(["allow", folder.path], status: nil)
  }

  @Test func trainingData() throws {
    let rows = (0..<40).map {
      "the film number \($0) \(Self.hostile) was \($0 % 2 == 0 ? "good" : "bad"),\(Self.hostile)\($0 % 2)"
    }
    let quoted = rows.map { "\"" + $0.replacing(",", with: "\",\"") + "\"" }.joined(separator: "\n")
    let data = try folder.write("text,label\n\(quoted)\n", to: "\(Self.hostile).csv")
    let train = ["train", "--model", TinyModel.bert, "--train", data, "--output", folder("out")]
    try expectVisible(train + ["--dry-run"], status: nil)
    try expectVisible(train + ["--max-steps", "2"], status: nil)
    try expectVisible(train + ["--drop-pattern", "(" + Self.hostile], status: 2)
    let config = try folder.write(
      JSONValue.object([Self.hostile: .string(Self.hostile)]).serialized(), to: "config.json")
    try expectVisible(train + ["--config", config], status: 2)
    try folder.write(JSONValue.object(["optim": .string(Self.hostile)]).serialized(), to: "config.json")
    try expectVisible(train + ["--config", config], status: 2)
  }

  /// Runs a program and expects that no line of its output moves text or is a command that the program did not make.
  @discardableResult
  private func expectVisible(
    _ arguments: [String], program: String = "sentiment", input: String = "", status: Int32?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Program.Outcome {
    let outcome = try Program.run(program, arguments, input: input)
    if let status { #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation) }
    for text in [outcome.output, outcome.errors] {
      let moving = text.unicodeScalars.filter { scalar in
        scalar != "\n"
          && (scalar.properties.generalCategory == .control || "\u{2028}\u{202E}".unicodeScalars.contains(scalar))
      }
      #expect(moving.isEmpty, "\(text.debugDescription)", sourceLocation: sourceLocation)
      // JSON and pages are read by programs.
      guard text.first != "{", text.first != "<" else { continue }
      for line in text.split(separator: "\n") {
        #expect(!line.drop { $0 == " " }.hasPrefix("::error"), "\(line)", sourceLocation: sourceLocation)
        #expect(!line.contains("##["), "\(line)", sourceLocation: sourceLocation)
      }
    }
    return outcome
  }
}
