import BERT
import Files
import Foundation
import SentimentAnalysis
import TestSupport
import Testing

@testable import Training

/// A training locks its output folder, and never removes files of others there.
struct TrainingOutputTests {
  private static let busy = "is in use by another sentiment process"

  @Test(arguments: [.plain, .resumed, .overwriting] as [Manner])
  func rejectsASecondTrainingInAFolder(manner: Manner) throws {
    try withFolder { folder in
      if manner != .plain { _ = try task(folder).run(isStopped: { true }) { _ in } }
      let (before, second) = (try contents(folder + "/out"), try task(folder, manner))
      try makeFolder(folder + "/out")
      let first = try OutputMarker(locking: FilePath(folder + "/out"))
      try first.write(FineTuning.command)
      // The first training may begin before or after the second reads its data.
      expect("out: \(Self.busy)") { try second.run { _ in } }
      expect("out: \(Self.busy)") { _ = try task(folder, manner) }
      #expect(try contents(folder + "/out") == before)
      withExtendedLifetime(first) {}
    }
  }

  @Test func aSecondTrainingDoesNotDisturbTheFirst() throws {
    try withFolder { folder in
      try task(folder, output: "alone").run { _ in }
      let seconds = try [task(folder), task(folder, .overwriting), task(folder)]
      var refused = 0
      try task(folder).run { event in
        guard case .saved = event, refused < seconds.count else { return }
        expect(Self.busy) { try seconds[refused].run { _ in } }
        refused += 1
      }
      #expect(refused == seconds.count)
      #expect(try read(folder + "/out/model.safetensors") == read(folder + "/alone/model.safetensors"))
      // The folder is unlocked again, and not empty.
      expect("is not empty") { try seconds[0].run { _ in } }
    }
  }

  @Test func aLockThatOutlivesTheTrainingKeepsOthersOut() throws {
    try withFolder { folder in
      let first = try task(folder)
      let lock = try first.lockOutput()
      try first.run(in: lock) { _ in }
      expect(Self.busy) { _ = try task(folder, .overwriting) }
      withExtendedLifetime(lock) {}
    }
  }

  @Test(arguments: ["", "x"])
  func keepsForeignFoldersNamedLikeUnfinishedOnes(command: String) throws {
    try withFolder { folder in
      _ = try task(folder).run(isStopped: { true }) { _ in }
      for name in [".unfinished-checkpoint-2", ".unfinished-model", ".unfinished-thesis"] {
        try put("mine", at: "\(folder)/out/\(name)/config.json")
        // A marker of another program does not count.
        if !command.isEmpty {
          try put(#"{"command": "x", "version": "1", "files": {}}"#, at: "\(folder)/out/\(name)/.sentiment-output.json")
        }
      }
      try put("mine", at: folder + "/elsewhere/config.json")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/out/.unfinished-link", withDestinationPath: "../elsewhere")
      try task(folder, .resumed).run { _ in }
      try task(folder, .overwriting).run { _ in }
      for name in [".unfinished-checkpoint-2", ".unfinished-model", ".unfinished-thesis", ".unfinished-link"] {
        #expect(try read("\(folder)/out/\(name)/config.json") == Array("mine".utf8))
      }
      #expect(try names(inFolder: folder + "/out").filter { $0.hasPrefix(".unfinished-") }.count == 4)
    }
  }

  @Test func removesRemainsOfACrashButNotForeignFiles() throws {
    try withFolder { folder in
      _ = try task(folder).run(isStopped: { true }) { _ in }
      for (name, file) in [
        ("checkpoint-2", "config.json"), ("model", ".sentiment-0.part"), ("checkpoint-9", "diary.txt"),
      ] {
        let path = "\(folder)/out/.unfinished-\(name)"
        try put("x", at: "\(path)/\(file)")
        try OutputMarker(locking: FilePath(path)).write(FineTuning.command)
      }
      try task(folder, .resumed).run { _ in }
      #expect(
        try names(inFolder: folder + "/out").filter { $0.hasPrefix(".unfinished-") } == [".unfinished-checkpoint-9"])
      #expect(try read(folder + "/out/.unfinished-checkpoint-9/diary.txt") == Array("x".utf8))
    }
  }

  /// Earlier versions wrote no marker.
  @Test func usesAFolderWithoutMarkerOnlyOnRequest() throws {
    try withFolder { folder in
      _ = try task(folder).run(isStopped: { true }) { _ in }
      let marker = folder + "/out/.sentiment-output.json"
      for manner in [Manner.resumed, .overwriting] {
        try FileManager.default.removeItem(atPath: marker)
        expect("is not empty (checkpoint-") { _ = try task(folder) }
        expect("or replace it with --overwrite") { _ = try task(folder) }
        _ = try task(folder, manner).run(isStopped: { true }) { _ in }
        #expect(OutputMarker.record(inFolder: FilePath(folder + "/out"))?.command == "sentiment train")
      }
    }
  }

  @Test(arguments: [
    ("checkpoint-1/notes.txt", "file"), ("checkpoint-1/optimizer.pt", "file"), ("checkpoint-1", "link"),
  ])
  func keepsACheckpointWithForeignFiles(path: String, kind: String) throws {
    try withFolder { folder in
      _ = try task(folder).run(isStopped: { true }) { _ in }
      if kind == "link" {
        try FileManager.default.moveItem(atPath: "\(folder)/out/\(path)", toPath: folder + "/elsewhere")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/out/\(path)", withDestinationPath: "../elsewhere")
      } else {
        try put("mine", at: "\(folder)/out/\(path)")
      }
      let before = try contents(folder + "/out/checkpoint-1")
      expect("out/checkpoint-1: is not a checkpoint, or contains other files") {
        _ = try task(folder, .overwriting)
      }
      // Rotation keeps it, too.
      try task(folder, .resumed).run { _ in }
      #expect(try contents(folder + "/out/checkpoint-1") == before)
    }
  }

  @Test func aMixtureOfTwoModelsNeverLoads() throws {
    try withFolder { folder in
      try task(folder).run { _ in }
      let (new, output) = (folder + "/new", folder + "/out")
      try task(folder, output: "new").run { _ in }
      // Let one rename fail: the first, a middle one or the last.
      for missing in ["README.md", "model.safetensors", "config.json"] {
        let copy = "\(folder)/copy-\(missing)"
        try FileManager.default.copyItem(atPath: output, toPath: copy)
        let staged = "\(folder)/staged-\(missing)"
        try makeFolder(staged)
        let files = ["README.md", "config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"]
        for name in files where name != missing {
          try OutputFile.copy(FilePath("\(new)/\(name)"), to: FilePath("\(staged)/\(name)"))
        }
        expect("\(copy)/\(missing): cannot be written") {
          try ModelFiles.move(files, from: FilePath(staged), to: FilePath(copy))
        }
        #expect(throws: ModelError.self) { try ModelLocation(of: copy) }
      }
    }
  }

  @Test(arguments: ["model.safetensors", "config.json", "audit.json", "report.html"])
  func rejectsAFolderWithTheNameOfAFileBeforeTheTraining(name: String) throws {
    try withFolder { folder in
      try put("mine", at: "\(folder)/out/\(name)/file")
      expect("out/\(name): ") { _ = try task(folder, .overwriting) }
      #expect(try read("\(folder)/out/\(name)/file") == Array("mine".utf8))
    }
  }

  @Test func replacesLinksAndTheTokenizerOfAnotherModel() throws {
    try withFolder { folder in
      for name in ["config.json", "vocab.txt", "README.md"] {
        try put("theirs", at: "\(folder)/theirs/\(name)")
        try makeFolder(folder + "/out")
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/out/\(name)", withDestinationPath: "../theirs/\(name)")
      }
      try put("{}", at: folder + "/out/tokenizer.json")
      try task(folder, .overwriting).run { _ in }
      for name in ["config.json", "vocab.txt", "README.md"] {
        #expect(try read("\(folder)/theirs/\(name)") == Array("theirs".utf8))
      }
      #expect(kind(of: folder + "/out/tokenizer.json") == nil)
      #expect(try SentimentModel(named: folder + "/out").labels == ["negative", "positive"])
    }
  }

  @Test func neverReplacesTheBaseModel() throws {
    try withFolder { folder in
      try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: folder + "/base")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "base")
      let before = try contents(folder + "/base")
      try makeFolder(folder + "/view")
      for name in before.keys {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/view/\(name)", withDestinationPath: "../base/\(name)")
      }
      _ = try task(folder).run(isStopped: { true }) { _ in }
      // Not even through a folder of links.
      expect("is a link that leads out of the model's folder") {
        _ = try task(folder, .overwriting, model: "\(folder)/view", output: "base")
      }
      for (model, output) in [("base", "base"), ("link", "base"), ("base", "link"), ("out/checkpoint-1", "out")] {
        expect("contains the model that the training starts from") {
          _ = try task(folder, .overwriting, model: "\(folder)/\(model)", output: output)
        }
      }
      #expect(try contents(folder + "/base") == before)
      #expect(CheckpointFolder.all(in: folder + "/out").map(\.step) == [1])
    }
  }

  @Test func rejectsTheHubCacheAndBrokenLinksAsOutput() throws {
    try withFolder { folder in
      try put("theirs", at: folder + "/models--a--b/snapshots/0/config.json")
      try FileManager.default.createSymbolicLink(atPath: folder + "/nowhere", withDestinationPath: "missing")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/cache", withDestinationPath: "models--a--b/snapshots")
      for output in ["models--a--b/snapshots/0", "models--a--b/blobs", "cache/1"] {
        expect("is in the Hugging Face cache") { _ = try task(folder, .overwriting, output: output) }
      }
      expect("nowhere: is a broken link") { _ = try task(folder, output: "nowhere") }
    }
  }

  @Test func rejectsAForeignReportBeforeTheTraining() throws {
    try withFolder { folder in
      _ = try task(folder).run(isStopped: { true }) { _ in }
      let page = folder + "/out/report.html"
      try put("<html><head><title>mine</title></head></html>", at: page)
      expect("out/report.html: was not written by sentiment") { _ = try task(folder, .resumed) }
      _ = try task(folder, .overwriting)
      let ours = Report(title: "ours", ErrorAnalysis(Evaluation(.singleLabel, labels: ["a", "b"])))
      expect("report.html: was not written by sentiment") { try ours.write(toFolder: folder + "/out") }
      try ours.write(toFolder: folder + "/out", overwrites: true)
      try ours.write(toFolder: folder + "/out")
      // Earlier versions wrote this mark only.
      try put("<html><dl><dt>Made by</dt><dd>sentiment-lsp 0.0.9</dd></dl></html>", at: page)
      try ours.write(toFolder: folder + "/out")
      _ = try task(folder, .resumed)
      for target in ["theirs.html", "missing.html"] {
        try put("mine", at: folder + "/out/theirs.html")
        try FileManager.default.removeItem(atPath: page)
        try FileManager.default.createSymbolicLink(atPath: page, withDestinationPath: target)
        expect("report.html: ") { try ours.write(toFolder: folder + "/out", overwrites: true) }
        #expect(try read(folder + "/out/theirs.html") == Array("mine".utf8))
      }
    }
  }

  // MARK: Helpers

  enum Manner: Sendable { case plain, resumed, overwriting }

  private func task(
    _ folder: String, _ manner: Manner = .plain, model: String = TinyModel.bert, output: String = "out"
  ) throws -> FineTuning {
    var trainer = Trainer.Options()
    (trainer.epochs, trainer.batchSize) = (3, 2)
    var options = FineTuning.Options()
    options.resume = manner == .resumed ? .latest : nil
    options.overwrites = manner == .overwriting
    return try FineTuning(
      model: model, data: TrainingData.Settings(train: [folder + "/data.csv"]), settings: .length(16),
      output: "\(folder)/\(output)", trainer: trainer, options: options)
  }

  private func read(_ path: String) throws -> [UInt8] { try readWhole(path: path) }

  /// The content of every file below a folder, except the marker.
  private func contents(_ folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    for path in paths where !path.hasSuffix(OutputMarker.fileName.string) {
      contents[path] = FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()
    }
    return contents
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let data = "text,label\nthe film was good,1\nthe film was awful,0\na fine food,1\nbad food,0\n"
    try withTemporaryFolder(["data.csv": data]) { try body($0.path) }
  }
}
