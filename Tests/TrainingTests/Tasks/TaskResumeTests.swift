import BERT
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Training

/// Trainings of several tasks, from files to a model folder.
struct TaskResumeTests {
  private static let aspects = [
    #"{"text": "the film was good", "aspects": [{"start": 4, "end": 8, "polarity": "positive"}]}"#,
    #"{"text": "bad food", "aspects": [{"start": 4, "end": 8, "polarity": "negative"}]}"#,
    #"{"text": "very fine", "aspects": []}"#,
  ]
  private static let emotions = [
    #"{"text": "the film was good", "labels": ["joy"]}"#, #"{"text": "bad food", "labels": ["anger"]}"#,
    #"{"text": "awful", "labels": ["anger"]}"#, #"{"text": "a film", "labels": []}"#,
  ]

  private func task(
    _ folder: TemporaryFolder, output: String, freezes: Bool = false, resumes: Bool = false, hasMain: Bool = true,
    hasTasks: Bool = true, _ adjust: (inout FineTuning.Options) -> Void = { _ in }
  ) throws -> FineTuning {
    func file(_ rows: [String], _ name: String) throws -> String {
      try folder.write((0..<10).flatMap { _ in rows }.joined(separator: "\n"), to: name)
    }
    let labels = try file(["the film was good,1", "bad food,0", "fine food,1", "awful,0"], "labels.csv")
    var data = TrainingData.Settings(train: hasMain ? [labels] : [])
    (data.columns.hasHeader, data.validation) = (false, hasMain ? labels : nil)
    var aspects = TaskSettings(name: "spans", kind: .spans, train: [try file(Self.aspects, "aspects.jsonl")])
    (aspects.validation, aspects.share, aspects.weight) = (aspects.train[0], 0.4, 0.5)
    var emotions = TaskSettings(
      name: "emotions", kind: .independent, train: [try file(Self.emotions, "emotions.jsonl")])
    emotions.validation = emotions.train[0]
    var trainer = Trainer.Options()
    (trainer.epochs, trainer.batchSize, trainer.learningRate, trainer.freezesEncoder) = (2, 8, 5e-3, freezes)
    var options = FineTuning.Options()
    options.resume = resumes ? .latest : nil
    adjust(&options)
    return try FineTuning(
      model: TinyModel.bert, data: data, tasks: hasTasks ? [aspects, emotions] : [], output: output, trainer: trainer,
      options: options, in: .test)
  }

  /// The weights of a folder and the settings of its heads.
  private func content(_ folder: String) throws -> [String] {
    let model = try SequenceClassifier(folder: folder)
    return model.parameters.map { "\($0.parameter.tensors) \($0.value.elements)" }
      + model.taskHeads.map { "\($0.name) \($0.temperature) \($0.thresholds ?? [])" }
  }

  @Test(arguments: [(false, true), (true, true), (true, false)])
  func aResumedTrainingOfSeveralTasksEndsLikeAnUninterruptedOne(freezes: Bool, hasMain: Bool) throws {
    try withTemporaryFolder { folder in
      let whole = folder.appending(path: "whole").path
      try task(folder, output: whole, freezes: freezes, hasMain: hasMain).run { _ in }
      let expected = try content(whole)
      for stop in [1, 5, 9, 12] {
        let output = folder.appending(path: "stopped-\(stop)").path
        var step = 0
        func isStopped() -> Bool {
          step += 1
          return step == stop
        }
        let first = try task(folder, output: output, freezes: freezes, hasMain: hasMain).run(isStopped: isStopped) {
          _ in
        }
        guard case .interrupted = first else { throw TrainingError("not interrupted after \(stop)") }
        try task(folder, output: output, freezes: freezes, resumes: true, hasMain: hasMain).run { _ in }
        #expect(try content(output) == expected, "stopped after \(stop)")
      }
    }
  }

  @Test func aSecondTrainingReplacesTheHeadsOfTheFirst() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      try task(folder, output: output).run { _ in }
      #expect(try SequenceClassifier(folder: output).taskHeads.map(\.name) == ["emotions", "spans"])
      try task(folder, output: output, hasTasks: false) { $0.overwrites = true }.run { _ in }
      #expect(!FileManager.default.fileExists(atPath: output + "/heads"))
      // A file of others in the folder of the heads stays.
      try makeFolder(output + "/heads/notes")
      try writeWhole(Array("mine".utf8), path: output + "/heads/notes/mine.txt")
      let error = #expect(throws: FileError.self) { try task(folder, output: output) { $0.overwrites = true } }
      #expect(error?.description.contains("/heads/notes/mine.txt: is not part of a head") == true)
      #expect(FileManager.default.fileExists(atPath: output + "/heads/notes/mine.txt"))
    }
  }

  @Test func updatesTakeTasksByTheirShares() throws {
    try withTemporaryFolder { folder in
      let task = try task(folder, output: folder.appending(path: "out").path)
      // Five updates pass over each file but the one of the spans, of which 0.4 of the fourteen are.
      let plan = Trainer(task.model, task.trainerTasks, options: task.trainerOptions, in: .test).plan
      let counts = plan.schedule(epoch: 0).reduce(into: [0, 0, 0]) { $0[$1.part] += 1 }
      #expect(plan.stepsPerEpoch == 14 && counts == [4, 6, 4], "\(counts)")
    }
  }

  @Test func aTrainingThatChangesTheEncoderWarnsOfHeadsThatItLeaves() throws {
    try withTemporaryFolder { folder in
      let output = folder.appending(path: "out").path
      let moved = try task(folder, output: output, hasMain: false).warnings
      #expect(moved.contains { $0.contains("pass --freeze-encoder") })
      let (frozen, whole) = (
        try task(folder, output: output, freezes: true, hasMain: false), try task(folder, output: output)
      )
      #expect(frozen.warnings.isEmpty && whole.warnings.isEmpty)
    }
  }
}
