import BERT
import Files
import Foundation
import JSON
import Reviews
import TestSupport
import Tensors
import Testing

@testable import Training

struct ResumeTests {
  @Test(arguments: [false, true])
  func aResumedTrainingEndsLikeAnUninterruptedOne(bf16: Bool) throws {
    try withTemporaryFolder { folder in
      let whole = folder.appending(path: "whole").path
      try task(folder, output: whole, trainer: { $0.bf16 = bf16 }).run { _ in }
      let expected = try weights(whole)
      var generator = SeededGenerator(seed: 11)
      for attempt in 0..<10 {
        let output = folder.appending(path: "attempt-\(attempt)").path
        var stops = Set((0..<1 + attempt % 2).map { _ in Int.random(in: 1..<24, using: &generator) })
        var (step, resumes) = (0, false)
        func run() throws -> FineTuning.Outcome {
          // Called after every update.
          func isStopped() -> Bool {
            step += 1
            return stops.remove(step) != nil
          }
          return try task(folder, output: output, resumes: resumes, trainer: { $0.bf16 = bf16 })
            .run(isStopped: isStopped) { _ in }
        }
        while try run().isInterrupted { resumes = true }
        #expect(resumes && stops.isEmpty)
        #expect(try weights(output) == expected, "attempt \(attempt)")
        #expect(try state(output) == state(whole), "attempt \(attempt)")
      }
    }
  }

  @Test func tensorBoardShowsEveryStepOnceAfterAResume() throws {
    try withTemporaryFolder { folder in
      func run(_ name: String, from resume: FineTuning.Resume? = nil, until stop: Int = .max) throws {
        var step = 0
        func isStopped() -> Bool {
          step += 1
          return step == stop
        }
        let task = try task(folder, output: folder.appending(path: name).path) {
          $0.resume = resume
          $0.saveTotalLimit = nil
          $0.loggingFolder = folder.appending(path: "logs-\(name)").path
        }
        _ = try task.run(isStopped: isStopped) { _ in }
      }
      func points(_ name: String) throws -> (shown: [TensorBoardEvents.Point], forgotten: Int) {
        try TensorBoardEvents.points(inFolder: folder.appending(path: "logs-\(name)"))
      }
      try run("whole")
      let whole = try points("whole").shown
      #expect(
        whole.count { $0.name == "train/loss" } == 8 && whole.count { $0.name == "eval/loss" } == 6)

      // After a stop, the training resumes at the same step.
      try run("stopped", until: 7)
      try run("stopped", from: .latest)
      let stopped = try points("stopped")
      #expect(stopped.shown == whole && stopped.forgotten == 0)

      // After a kill, the records of the steps since the last checkpoint are forgotten.
      try run("killed", until: 7)
      try run("killed", from: .folder(folder.appending(path: "killed/checkpoint-4").path))
      let killed = try points("killed")
      #expect(killed.shown == whole && killed.forgotten > 0)
    }
  }

  @Test func resumesTheEarlyStoppingCounter() throws {
    try withTemporaryFolder { folder in
      func task(_ name: String, resumes: Bool = false) throws -> FineTuning {
        try self.task(folder, output: folder.appending(path: name).path, resumes: resumes) {
          // No improvement reaches this threshold: the first evaluation is the last that counts.
          ($0.earlyStoppingPatience, $0.earlyStoppingThreshold) = (3, 100)
        }
      }
      var stopped: [Int] = []
      func note(_ event: FineTuning.Event) {
        if case .evaluated(let measurement) = event { stopped.append(measurement.step) }
      }
      try task("whole").run(note)
      #expect(stopped == [4, 8, 12, 16])
      stopped = []
      _ = try task("resumed").run(isStopped: { stopped.count == 2 }, note)
      try task("resumed", resumes: true).run(note)
      #expect(stopped == [4, 8, 12, 16])
    }
  }

  @Test func rotatesCheckpointsAndKeepsTheBest() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      var best: Int?
      try task(folder, output: output) { $0.saveTotalLimit = 2 }.run {
        if case .evaluated(let measurement) = $0, measurement.isBest { best = measurement.step }
      }
      let steps = CheckpointFolder.all(in: output).map(\.step)
      #expect(steps.count == 2 && steps.last == 24 && steps.contains(best ?? 0))
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(output)/checkpoint-24").sorted()
      #expect(
        names == [
          "config.json", "model.safetensors", "optimizer.safetensors", "tokenizer_config.json", "trainer_state.json",
          "vocab.txt",
        ])
      let results = try JSONValue(parsing: readWhole(path: output + "/all_results.json"))
      #expect(results["epoch"] == 6.0 && results["eval_loss"]?.doubleValue != nil)
      let state = try JSONValue(parsing: readWhole(path: output + "/trainer_state.json"))
      #expect(state["global_step"] == 24 && state["best_global_step"]?.intValue == best)
      #expect(state["log_history"]?[0]?["loss"] != nil)
    }
  }

  @Test func doesNotResumeFromIncompleteCheckpoints() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      _ = try task(folder, output: output).run(isStopped: { true }) { _ in }
      for name in ["checkpoint-900", ".unfinished-checkpoint-901", "checkpoint-x"] {
        try makeFolder("\(output)/\(name)")
        try writeWhole(Array("{".utf8), path: "\(output)/\(name)/config.json")
      }
      try OutputMarker(locking: FilePath("\(output)/.unfinished-checkpoint-901")).write(FineTuning.command)
      #expect(CheckpointFolder.all(in: output).map(\.step) == [1])
      var resumed: Int?
      try task(folder, output: output, resumes: true).run { if case .resumed(_, let step) = $0 { resumed = step } }
      #expect(resumed == 1 && !FileManager.default.fileExists(atPath: "\(output)/.unfinished-checkpoint-901"))
    }
  }

  @Test func doesNotResumeADifferentTraining() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      _ = try task(folder, output: output).run(isStopped: { true }) { _ in }
      let other = try task(folder, output: output, resumes: true, trainer: { $0.weightDecay = 0.5 })
      expect("weight-decay was 0.01 and is now 0.5") { try other.run { _ in } }
      expect("is not empty (checkpoint-1); name another") { _ = try task(folder, output: output) }
      expect("or resume the training there with --resume") { _ = try task(folder, output: output) }
      _ = try task(folder, output: output) { $0.overwrites = true }.run(isStopped: { true }) { _ in }
      try writeWhole(Array("{}".utf8), path: "\(output)/checkpoint-1/trainer_state.json")
      expect("checkpoint-1/trainer_state.json: not a state of sentiment train") {
        try task(folder, output: output, resumes: true).run { _ in }
      }
      let empty = try task(folder, output: folder.appending(path: "empty").path, resumes: true)
      expect("contains no checkpoint; start without --resume") { try empty.run { _ in } }
    }
  }

  @Test func resumesOnlyWithTheSamePlanDataAndMetric() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      _ = try task(folder, output: output).run(isStopped: { true }) { _ in }
      func resumed(
        _ adjust: @escaping (inout FineTuning.Options) -> Void = { _ in },
        _ change: @escaping (inout Trainer.Options) -> Void = { _ in }
      ) throws -> FineTuning {
        try task(folder, output: output, resumes: true, adjust, trainer: change)
      }
      expect("the number of updates was 24 and is now 9") { try resumed({ _ in }, { $0.maxSteps = 9 }).run { _ in } }
      expect("warmup-steps was 3 and is now 7") { try resumed({ _ in }, { $0.warmup = .steps(7) }).run { _ in } }
      expect("metric-for-best-model was loss and is now accuracy") {
        try resumed({ $0.metricForBestModel = "accuracy" }).run { _ in }
      }
      // The same values, given differently.
      try resumed({ _ in }, { ($0.maxSteps, $0.warmup) = (24, .steps(3)) }).run { _ in }
    }
  }

  @Test(arguments: [
    ("\"global_step\": 1,", "\"global_step\": -5,", "is -5 of \"max_steps\" 24"),
    ("\"global_step\": 1,", "\"global_step\": 1000000000000,", "this training makes 24 updates"),
    ("\"max_steps\": 24,", "\"max_steps\": 9000000000000,", "this training makes 24 updates"),
    ("\"texts\": 8,", "\"texts\": 9223372036854775807,", "contains impossible counts"),
  ])
  func rejectsImpossibleCounts(old: String, new: String, sentence: String) throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      _ = try task(folder, output: output).run(isStopped: { true }) { _ in }
      let path = "\(output)/checkpoint-1/trainer_state.json"
      let text = String(decoding: try readWhole(path: path), as: UTF8.self)
      #expect(text.contains(old), "\(text)")
      try writeWhole(Array(text.replacing(old, with: new).utf8), path: path)
      expect(sentence) { try task(folder, output: output, resumes: true).run { _ in } }
    }
  }

  @Test func resumesIntoAnotherFolderOnlyIfItIsEmpty() throws {
    try withTemporaryFolder { folder in
      let (output, other) = (folder.appending(path: "out").path, folder.appending(path: "other").path)
      _ = try task(folder, output: output).run(isStopped: { true }) { _ in }
      try makeFolder(other)
      try writeWhole(Array("mine".utf8), path: other + "/README.md")
      expect("is not empty (README.md)") {
        _ = try task(folder, output: other) { $0.resume = .folder(output + "/checkpoint-1") }
      }
      #expect(try readWhole(path: other + "/README.md") == Array("mine".utf8))
      // It resumes in an empty folder, and in its own folder by another path.
      let empty = folder.appending(path: "empty").path
      try task(folder, output: empty) { $0.resume = .folder(output + "/checkpoint-1") }.run { _ in }
      try task(folder, output: folder.path + "/./out") { $0.resume = .folder(output + "/checkpoint-1") }.run { _ in }
      #expect(try weights(empty) == weights(output))
    }
  }

  @Test func keepsTheNewestCheckpointInRotation() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      try task(folder, output: output) { $0.saveTotalLimit = nil }.run { _ in }
      var updates = 0
      let task = try task(folder, output: output) {
        ($0.resume, $0.saveTotalLimit, $0.loadsBestModel) = (.folder(output + "/checkpoint-4"), 1, false)
      }
      func isStopped() -> Bool {
        updates += 1
        return updates == 2
      }
      guard case .interrupted(let checkpoint, 6) = try task.run(isStopped: isStopped, { _ in }) else {
        throw TrainingError("was not stopped at step 6")
      }
      #expect(FileManager.default.fileExists(atPath: checkpoint + "/trainer_state.json"))
      #expect(CheckpointFolder.all(in: output).map(\.step) == [6, 8, 12, 16, 20, 24])
    }
  }

  @Test func resumesInAMovedFolder() throws {
    try withTemporaryFolder { folder in
      let (output, moved) = (folder.appending(path: "out").path, folder.appending(path: "moved").path)
      // The first evaluation stays the best.
      func patient(_ options: inout FineTuning.Options) {
        (options.saveTotalLimit, options.metricForBestModel, options.greaterIsBetter) = (nil, "loss", true)
      }
      try task(folder, output: output, patient).run { _ in }
      try FileManager.default.moveItem(atPath: output, toPath: moved)
      try task(folder, output: moved, resumes: true, patient).run { _ in }
      #expect(try TrainerState(folder: moved).bestGlobalStep != 24)
    }
  }

  /// Six epochs of four updates, with dropout, warm-up, decay and accumulation.
  private func task(
    _ folder: TemporaryFolder, output: String, resumes: Bool = false,
    _ adjust: (inout FineTuning.Options) -> Void = { _ in },
    trainer change: (inout Trainer.Options) -> Void = { _ in }
  ) throws -> FineTuning {
    let data = folder.appending(path: "data.csv").path
    if !FileManager.default.fileExists(atPath: data) {
      let texts = [
        "the film was good,1", "the film was awful,0", "a fine food and very good,1", "bad food,0", "not bad,1",
      ]
      let rows = (0..<5).flatMap { _ in texts }
      try writeWhole(Array(("text,label\n" + rows.joined(separator: "\n")).utf8), path: data)
    }
    var trainer = Trainer.Options()
    (trainer.epochs, trainer.batchSize, trainer.accumulationSteps, trainer.learningRate) = (6, 4, 2, 5e-3)
    change(&trainer)
    var options = FineTuning.Options()
    (options.logging, options.resume) = (.steps(3), resumes ? .latest : nil)
    adjust(&options)
    var dataSettings = TrainingData.Settings(train: [data])
    dataSettings.validation = data
    return try FineTuning(
      model: TinyModel.bert, data: dataSettings, settings: .length(16), output: output,
      trainer: trainer, options: options)
  }

  private func weights(_ folder: String) throws -> [UInt8] { try readWhole(path: folder + "/model.safetensors") }

  /// The log without times and paths.
  private func state(_ folder: String) throws -> [JSONValue] {
    let state = try TrainerState(folder: folder)
    return state.logHistory.map { entry in
      var object = entry.objectValue ?? JSONObject()
      for key in ["eval_runtime", "eval_samples_per_second"] { object[key] = nil }
      return .object(object)
    }
  }
}

extension FineTuning.Outcome {
  fileprivate var isInterrupted: Bool { if case .interrupted = self { true } else { false } }
}
