import BERT
import Foundation
import JSON
import SentimentAnalysis
import Tensors
import TestSupport
import Testing

@testable import Training

/// Trainings with teachers, from files to a model folder.
struct DistillationTests {
  private let sample: TeacherSample

  init() throws { sample = try TeacherSample() }

  @Test func learnsFromTextsWithoutLabels() throws {
    // The teacher knows the words; labels do not count for the student.
    try sample.task("teacher-out", teachers: [], unlabelled: [], trainer: { $0.epochs = 12 }).run { _ in }
    let teacher = try SentimentModel(named: sample.folder("teacher-out"))
    let texts = ["the film was fine", "awful food", "the food was bad", "a good food"]
    try sample.folder.write("text,label\nnot,1\nand,0\nthe,1\nwas,0\n", to: "data.csv")
    try sample.folder.write((0..<8).flatMap { _ in texts }.joined(separator: "\n"), to: "more.txt")
    try sample.task(
      teachers: [sample.folder("teacher-out")], validates: false, settings: { ($0.share, $0.temperature) = (1, 1) },
      trainer: { $0.epochs = 16 }
    ).run { _ in }
    let student = try SentimentModel(named: sample.folder("out"))
    #expect(student.classify(texts).map(\.label) == teacher.classify(texts).map(\.label))
    #expect(Set(teacher.classify(texts).map(\.label)) == ["negative", "positive"])
  }

  @Test func aFrozenEncoderLearnsFromTeachers() throws {
    try sample.task(trainer: { $0.freezesEncoder = true }).run { _ in }
    let (before, after) = (
      try SequenceClassifier(folder: TinyModel.bert), try SequenceClassifier(folder: sample.folder("out"))
    )
    #expect(before.layers[0].query.weight.elements == after.layers[0].query.weight.elements)
    #expect(before.head.classifier.weight.elements != after.head.classifier.weight.elements)
  }

  @Test func aResumedTrainingEndsLikeAnUninterruptedOne() throws {
    try sample.task("whole").run { _ in }
    var step = 0
    func isStopped() -> Bool {
      step += 1
      return step == 5
    }
    guard case .interrupted = try sample.task("out").run(isStopped: isStopped, { _ in }) else {
      throw TrainingError("not interrupted")
    }
    try sample.task("out", resumes: true).run { _ in }
    #expect(try sample.weights("out") == sample.weights("whole"))
  }

  @Test func resumesOnlyWithTheSameTeachers() throws {
    var step = 0
    func isStopped() -> Bool {
      step += 1
      return step == 5
    }
    _ = try sample.task().run(isStopped: isStopped) { _ in }
    expect("distillation-share was 0.5 and is now 0.7") {
      try sample.task(resumes: true, settings: { $0.share = 0.7 }).run { _ in }
    }
    expect("distillation-temperature was 2.0 and is now 4.0") {
      try sample.task(resumes: true, settings: { $0.temperature = 4 }).run { _ in }
    }
    let teacher = try sample.teacher()
    expect("teacher was \(teacher) (") { try sample.task(teachers: [TinyModel.bert], resumes: true).run { _ in } }
    expect(") and is now missing") { try sample.task(teachers: [], unlabelled: [], resumes: true).run { _ in } }
    try sample.folder.write("a very good film\nawful food\nvery bad\nfine film\n", to: "more.txt")
    expect("unlabelled was 4 texts (") { try sample.task(resumes: true).run { _ in } }
    #expect(try sample.kept().count == 1)
  }

  @Test func theCardAndTheReportNameTheTeachers() throws {
    let task = try sample.task()
    guard case .finished(let step, let evaluation, _, _) = try task.run({ _ in }) else {
      throw TrainingError("not finished")
    }
    let (card, teacher) = (try text(sample.folder("out/README.md")), try sample.teacher())
    for expected in [
      "| data.csv | 24 |\n| more.txt | 4 |\n", "| teacher | \(teacher) |\n",
      "| distillation-temperature | 2.0 |\n", "| distillation-share | 0.5 |\n",
    ] { #expect(card.contains(expected), "\(expected) in \(card)") }
    _ = try task.writeReport(step: step, validation: evaluation, test: nil)
    #expect(try text(sample.folder("out/report.html")).contains("temperature 2.0, share 0.5 of the loss"))
    let results = try JSONValue(parsing: readWhole(path: sample.folder("out/all_results.json")))
    #expect(results["train_samples"] == 28)
  }
}
