import Foundation
import JSON
import TestSupport
import Testing

/// The files that `export`, `evaluate`, `inspect` and `train` write, and the files that they keep.
struct OutputTests {
  private static let model = TinyModel.distilBERT

  // MARK: export

  @Test(arguments: [["--precision", "int8"], ["--precision", "float16"], ["--format", "onnx"]])
  func exportKeepsTheFolderOfAnotherModel(options: [String]) throws {
    try withTemporaryFolder { folder in
      let output = folder.path + "/theirs"
      try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: output)
      let before = try contents(output)
      let refused = try Program.run("sentiment", ["export", "--model", Self.model] + options + [output])
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains(
          "theirs: is not empty (config.json …); name another folder, or replace it with --overwrite"))
      #expect(try contents(output) == before)
      // The replaced folder has no file of the other model's tokenizer.
      let replaced = try Program.run(
        "sentiment", ["export", "--model", Self.model, "--overwrite"] + options + [output])
      #expect(replaced.status == 0, "\(replaced.errors)")
      let isONNX = options.contains("onnx")
      #expect(
        try Set(contents(output).keys) == [
          ".sentiment-output.json", "README.md", "config.json", isONNX ? "model.onnx" : "model.safetensors",
          "tokenizer.json", "tokenizer_config.json",
        ])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["theirs"])
    }
  }

  @Test func exportReplacesItsOwnOutputUnlessItWasChanged() throws {
    try withTemporaryFolder { folder in
      let output = folder.path + "/mine"
      func export(_ options: [String]) throws -> Program.Outcome {
        try Program.run("sentiment", ["export", "--model", Self.model] + options + [output])
      }
      for precision in ["float32", "int8", "float16"] {
        #expect(try export(["--precision", precision]).status == 0)
      }
      #expect(try json(output + "/config.json")["dtype"] == "float16")
      #expect(try String(contentsOfFile: output + "/README.md", encoding: .utf8).contains("mine"))
      try Data("notes".utf8).write(to: URL(filePath: output + "/notes.txt"))
      for options in [[], ["--overwrite"]] {
        let refused = try export(options)
        #expect(
          refused.status == 2 && refused.errors.contains("mine/notes.txt: is not a model file and would be lost"))
      }
      try FileManager.default.removeItem(atPath: output + "/notes.txt")
      try Data("a card of my own".utf8).write(to: URL(filePath: output + "/README.md"))
      let changed = try export([])
      #expect(
        changed.status == 2 && changed.errors.contains("mine/README.md: was changed since sentiment export wrote it"))
      #expect(try String(contentsOfFile: output + "/README.md", encoding: .utf8) == "a card of my own")
    }
  }

  @Test(arguments: ["model", "model/", "./model", "link", "model/../model"])
  func exportNeverReplacesItsSource(place: String) throws {
    try withTemporaryFolder { folder in
      let model = folder.path + "/model"
      try FileManager.default.copyItem(atPath: Self.model, toPath: model)
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "model")
      let before = try contents(model)
      let command = "cd '\(folder.path)' && sentiment export --model '\(model)' --overwrite --precision int8 \(place)"
      let outcome = try Program.run(script: command)
      #expect(outcome.status == 2 && outcome.errors.contains("contains the model that is read"))
      #expect(try contents(model) == before)
    }
  }

  @Test func exportRejectsAPipeAsModelCard() throws {
    try withTemporaryFolder { folder in
      let model = folder.path + "/model"
      try FileManager.default.copyItem(atPath: Self.model, toPath: model)
      try? FileManager.default.removeItem(atPath: model + "/README.md")
      #expect(unsafe mkfifo(model + "/README.md", 0o600) == 0)
      let outcome = try Program.run("sentiment", ["export", "--model", model, folder.path + "/out"])
      #expect(
        outcome.status == 2 && outcome.errors.contains("model/README.md: is not a regular file"), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model"])
    }
  }

  // MARK: Snapshots of the Hugging Face cache

  @Test func doesNotCalibrateASnapshot() throws {
    try withSnapshot { folder, snapshot, data in
      let before = try contents(folder.path + "/hub")
      let link = folder.path + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: snapshot)
      for command in ["evaluate --data '\(data)' --calibrate", "inspect --calibrate-explanations '\(data)'"] {
        for model in ["org/name", snapshot, link] {
          let refused = try run("sentiment \(command) --model '\(model)'", folder)
          #expect(refused.status == 2, "\(command) \(model)")
          #expect(
            refused.errors.contains("is in the Hugging Face cache, whose files other programs share; name a folder"))
          #expect(refused.errors.contains("or write a copy with --output DIR"))
        }
        // --output must not be in the cache, either.
        for output in [snapshot, snapshot + "/copy", link + "/copy"] {
          let refused = try run("sentiment \(command) --model org/name --overwrite --output '\(output)'", folder)
          #expect(refused.status == 2 && refused.errors.contains("is in the Hugging Face cache"), "\(refused.errors)")
        }
      }
      for option in [
        "--report '\(snapshot)'", "--predictions '\(snapshot)/config.json'", "--predictions '\(link)/new'",
      ] {
        let refused = try run("sentiment evaluate --model org/name --data '\(data)' \(option)", folder)
        #expect(refused.status == 2 && refused.errors.contains("is in the Hugging Face cache"), "\(refused.errors)")
      }
      #expect(try contents(folder.path + "/hub") == before)
    }
  }

  @Test func calibratesACopyOfASnapshot() throws {
    try withSnapshot { folder, snapshot, data in
      let (before, copy) = (try contents(folder.path + "/hub"), folder.path + "/copy")
      let evaluate = "sentiment evaluate --model org/name --data '\(data)' --calibrate --output '\(copy)'"
      for _ in 0..<2 {
        let outcome = try run(evaluate, folder)
        #expect(
          outcome.status == 0 && outcome.errors.contains("copy/config.json: none → temperature "), "\(outcome.errors)")
      }
      let temperature = try json(copy + "/config.json")["sentiment"]?["temperature"]?.doubleValue
      #expect(temperature != nil)
      for name in ["model.safetensors", "tokenizer.json", "tokenizer_config.json"] {
        let kind = try FileManager.default.attributesOfItem(atPath: "\(copy)/\(name)")[.type] as? FileAttributeType
        #expect(kind == .typeRegular)
        #expect(
          FileManager.default.contents(atPath: "\(copy)/\(name)")
            == before["models--org--name/snapshots/\(Self.commit)/\(name)"])
      }
      #expect(try Program.run("sentiment", ["classify", "--model", copy, "A fine film."]).status == 0)
      // The copy is the user's own.
      #expect(try run("sentiment evaluate --model '\(copy)' --data '\(data)' --calibrate", folder).status == 0)
      // inspect did not write it.
      let inspect = "sentiment inspect --model org/name --calibrate-explanations '\(data)' --output"
      #expect(try run("\(inspect) '\(copy)'", folder).errors.contains("copy: is not empty"))
      let inspected = try run("\(inspect) '\(copy)-2'", folder)
      #expect(inspected.status == 0, "\(inspected.errors)")
      #expect(try json(copy + "-2/config.json")["sentiment"]?["explanation"]?.objectValue != nil)
      #expect(try contents(folder.path + "/hub") == before)
    }
  }

  @Test func doesNotChangeALinkedConfiguration() throws {
    try withSnapshot { folder, snapshot, data in
      let model = folder.path + "/mine"
      try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: snapshot) {
        try FileManager.default.createSymbolicLink(
          atPath: "\(model)/\(name)", withDestinationPath: "\(snapshot)/\(name)")
      }
      let before = try contents(folder.path + "/hub")
      for command in ["evaluate --data '\(data)' --calibrate", "inspect --calibrate-explanations '\(data)'"] {
        let refused = try run("sentiment \(command) --model '\(model)'", folder)
        #expect(refused.status == 2 && refused.errors.contains("holds no config.json of its own, but a link to one"))
      }
      #expect(try contents(folder.path + "/hub") == before)
    }
  }

  @Test(arguments: [["evaluate", "--data", "x.csv"], ["inspect"]])
  func outputOptionRequiresACalibration(arguments: [String]) throws {
    let outcome = try Program.run("sentiment", arguments + ["--output", "/tmp/none"])
    #expect(outcome.status == 2 && outcome.errors.contains("--output is the folder of the calibrated copy"))
  }

  // MARK: Reports

  @Test(arguments: ["<html>mine</html>", "", "\u{0}\u{1}"])
  func replacesAForeignReportOnlyWithOverwrite(content: String) throws {
    try withTemporaryFolder { folder in
      let (data, page) = (folder.appending(path: "data.csv"), folder.appending(path: "report.html"))
      try Data("text,label\nA wonderful film.,1\nA terrible film.,0\n".utf8).write(to: data)
      try Data(content.utf8).write(to: page)
      let evaluate = ["evaluate", "--data", data.path, "--report", folder.path]
      let refused = try Program.run("sentiment", evaluate)
      #expect(refused.status == 2 && refused.errors.contains("report.html: was not written by sentiment"))
      #expect(refused.errors.contains("replace the file with --overwrite"))
      #expect(try Data(contentsOf: page) == Data(content.utf8))
      for options in [["--overwrite"], []] {
        #expect(try Program.run("sentiment", evaluate + options).status == 0)
        #expect(
          try String(contentsOf: page, encoding: .utf8).contains("<meta name=\"generator\" content=\"sentiment-lsp"))
      }
    }
  }

  // MARK: train

  @Test(arguments: [[], ["--resume"], ["--overwrite"]])
  func trainRejectsAFolderInUse(options: [String]) throws {
    try withTemporaryFolder { folder in
      let (data, output) = (folder.appending(path: "data.csv"), folder.path + "/out")
      try Data("text,label\nthe film was good,1\nthe film was awful,0\n".utf8).write(to: data)
      let train = ["train", "--model", TinyModel.bert, "--train", data.path, "--output", output, "--max-steps", "2"]
      #expect(try Program.run("sentiment", train).status == 0)
      let before = try contents(output)
      let marker = unsafe open(output + "/.sentiment-output.json", O_RDWR)
      #expect(marker >= 0 && flock(marker, LOCK_EX | LOCK_NB) == 0)
      let refused = try Program.run("sentiment", train + options)
      #expect(refused.status == 2 && refused.errors.contains("out: is in use by another sentiment process; wait"))
      #expect(try contents(output) == before)
      close(marker)
      #expect(try Program.run("sentiment", train + ["--overwrite"]).status == 0)
    }
  }

  // MARK: Helpers

  private static let commit = String(repeating: "0123456789", count: 4)

  /// Makes a cache with the model `org/name`, whose files are links as in `huggingface_hub`, and labelled texts.
  private func withSnapshot(_ body: (TemporaryFolder, _ snapshot: String, _ data: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let place = folder.path + "/hub/models--org--name"
      let snapshot = "\(place)/snapshots/\(Self.commit)"
      for path in [snapshot, place + "/blobs", place + "/refs"] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      try Data(Self.commit.utf8).write(to: URL(filePath: place + "/refs/main"))
      for name in try FileManager.default.contentsOfDirectory(atPath: Self.model) {
        let blob = "\(place)/blobs/\(name.utf8.count)-\(name)"
        var bytes = try #require(FileManager.default.contents(atPath: "\(Self.model)/\(name)"))
        if name == "config.json" {
          var config = try JSONValue(parsing: bytes).objectValue ?? JSONObject()
          config["sentiment"] = nil
          bytes = Data(JSONValue.object(config).serialized().utf8)
        }
        try bytes.write(to: URL(filePath: blob))
        try FileManager.default.createSymbolicLink(
          atPath: "\(snapshot)/\(name)", withDestinationPath: "../../blobs/\(name.utf8.count)-\(name)")
      }
      let inspected = try run("sentiment inspect --json --model org/name", folder)
      let labels = try #require(try inspected.lines().first?["labels"]?.arrayValue).compactMap(\.stringValue)
      let data = folder.appending(path: "data.csv")
      let rows = (0..<120).map { "a film that is number \($0) of a row of films,\(labels[$0 % labels.count])\n" }
      try Data(("text,label\n" + rows.joined()).utf8).write(to: data)
      try body(folder, snapshot, data.path)
    }
  }

  private func run(_ command: String, _ folder: TemporaryFolder) throws -> Program.Outcome {
    try Program.run(script: "HF_HUB_CACHE='\(folder.path)/hub' \(command)")
  }

  private func json(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: Data(contentsOf: URL(filePath: path)))
  }

  /// The content of every file below a folder, links followed.
  private func contents(_ folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      contents[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
    }
    return contents
  }
}
