import Files
import Foundation
import SentimentAnalysis
import Tensors
import TestSupport
import Testing

@testable import Training

/// What teachers say is computed once.
struct TeacherCacheTests {
  private let sample: TeacherSample

  init() throws { sample = try TeacherSample() }

  /// What a training reports of its teachers.
  private struct Reports {
    var read: [Int] = []
    var isFromCache: [Bool] = []
    var failures: [String] = []
  }

  private func run(_ task: FineTuning) throws -> Reports {
    var reports = Reports()
    try task.run { event in
      switch event {
      case .teaching(_, let done, _): reports.read.append(done)
      case .taught(_, _, let isFromCache): reports.isFromCache.append(isFromCache)
      case .cacheFailed(let sentence): reports.failures.append(sentence)
      default: break
      }
    }
    return reports
  }

  @Test func aSecondTrainingComputesNothing() throws {
    let first = try run(sample.task("first"))
    #expect(first.read.last == 28 && first.isFromCache == [false])
    let files = try sample.kept()
    // Float32 for 24 + 4 texts and 2 labels.
    #expect(files.count == 1 && files[0].hasSuffix(".f32"))
    #expect(try readWhole(path: sample.cache + "/" + files[0]).count == 28 * 2 * 4)
    let second = try run(sample.task("second"))
    #expect(second.read.isEmpty && second.isFromCache == [true])
    #expect(try sample.weights("second") == sample.weights("first"))
    // Temperature and share do not matter to the file, and neither does the student.
    let third = try run(sample.task("third", settings: { ($0.temperature, $0.share) = (1, 0.9) }))
    #expect(third.isFromCache == [true] && third.read.isEmpty)
    #expect(try sample.weights("third") != sample.weights("first"))
    #expect(try sample.kept() == files)
  }

  @Test func keepsTheLogitsOfTheTeacherInItsOwnOrder() throws {
    _ = try run(sample.task())
    let name = try #require(try sample.kept().first)
    let file = try readWhole(path: sample.cache + "/" + name)
    let model = try SentimentModel(named: sample.teacher(), threads: 1, kernels: .tested)
    let logits = model.classify(["the film was good"]).flatMap(\.logits)
    #expect(logits.count == 2 && file.count == 28 * 8)
    let kept = stride(from: 0, to: 8, by: 4).map { place in
      Float(bitPattern: file[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    // A pass of several texts may round in another way than one of a single text.
    for (one, other) in zip(kept, logits) { #expect(abs(one - other) <= 1e-4 * max(1, abs(other))) }
  }

  @Test func aDamagedFileIsComputedAnew() throws {
    _ = try run(sample.task("first"))
    let name = try #require(try sample.kept().first)
    let path = sample.cache + "/" + name
    let content = try readWhole(path: path)
    let notNumbers = [UInt8](repeating: 0xFF, count: content.count)
    let contents: [[UInt8]] = [content.dropLast(4), content + [0], [], notNumbers]
    for damaged in contents {
      try writeWhole(damaged, path: path)
      let again = try run(sample.task("again-\(damaged.count)-\(damaged.last ?? 0)"))
      #expect(again.isFromCache == [false] && again.read.last == 28)
      #expect(try readWhole(path: path) == content)
    }
  }

  @Test func otherTextsAndOtherTeachersHaveOtherFiles() throws {
    _ = try run(sample.task("first"))
    #expect(try run(sample.task("second", unlabelled: [])).isFromCache == [false])
    let teachers = [try sample.teacher(), TinyModel.bert]
    #expect(try run(sample.task("third", teachers: teachers)).isFromCache == [true, false])
    #expect(try sample.kept().count == 3)
  }

  @Test func stopsWhileATeacherReads() throws {
    let outcome = try sample.task().run(isStopped: { true }) { _ in }
    guard case .stoppedBeforeTraining = outcome else { throw TrainingError("not stopped: \(outcome)") }
    #expect(!FileManager.default.fileExists(atPath: sample.cache))
    #expect(CheckpointFolder.all(in: sample.folder("out")).isEmpty)
    #expect(try run(sample.task()).isFromCache == [false])
  }

  @Test func aCacheThatCannotBeWrittenDoesNotEndTheTraining() throws {
    try sample.folder.write("mine", to: "cache")
    let reports = try run(sample.task())
    #expect(reports.isFromCache == [false] && reports.failures.count == 1)
    #expect(reports.failures.first?.contains("the next training asks the teacher again") == true)
    #expect(try sample.folder.read("cache") == "mine")
    #expect(try !sample.weights("out").isEmpty)
  }
}
