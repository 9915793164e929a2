import BERT
import Files
import Reviews
import SentimentAnalysis
import TestSupport
import Testing

@testable import Training

struct TeacherTests {
  @Test(
    arguments: [
      (["negative", "positive"], ["Positive", "NEGATIVE"], [1, 0]),
      (["negative", "neutral", "positive"], ["neg", "neu", "pos"], [0, 1, 2]),
      (["差评", "好评"], ["positive", "negative"], [1, 0]), (["bad", "good"], ["positive", "negative"], [1, 0]),
      (["anger", "joy"], ["Joy", "anger"], [1, 0]), (["sports", "food"], ["food", "sports"], [1, 0]),
      (["negative", "positive"], ["LABEL_0", "LABEL_1"], nil), (["food", "sports"], ["food", "travel"], nil),
      (["negative", "positive"], ["negative", "neutral", "positive"], nil),
      (["negative", "neutral", "positive"], ["negative", "positive"], nil),
      // Two labels are negative, and two positive.
      (["negative", "neutral", "positive"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], nil),
    ] as [([String], [String], [Int]?)])
  func matchesLabelsByNameOrPolarity(labels: [String], teacher: [String], expected: [Int]?) {
    let settings = ModelSettings()
    let found = LabelMatching.indices(
      of: labels, Teacher.polarities(of: labels, settings), in: teacher, Teacher.polarities(of: teacher, settings))
    #expect(found == expected, "\(labels) and \(teacher)")
  }

  @Test func settingsOfAModelDecideThePolarityOfItsLabels() throws {
    let sample = try TeacherSample()
    #expect(try sample.task().teachers.map(\.indices) == [[1, 0]])
  }

  @Test func rejectsTeachersThatDoNotFit() throws {
    let sample = try TeacherSample()
    expect("its labels (LABEL_0, LABEL_1) do not match those of the training (negative, positive) one to one") {
      _ = try sample.task(teachers: [TinyModel.distilBERT])
    }
    expect("its labels (negative, neutral, positive) do not match") {
      _ = try sample.task(teachers: [TinyModel.threeLabels])
    }
    expect("--teacher \(TinyModel.roberta): does not give a text one of several labels") {
      _ = try sample.task(teachers: [TinyModel.roberta])
    }
    expect("no model at /none: the folder does not exist") { _ = try sample.task(teachers: ["/none"]) }
  }

  @Test func rejectsSettingsThatDoNotFit() throws {
    let sample = try TeacherSample()
    expect("--unlabelled: texts without labels need a teacher; name a model with --teacher") {
      _ = try sample.task(teachers: [])
    }
    expect("--distillation-share takes a number from 0 to 1, got 1.5") {
      _ = try sample.task(settings: { $0.share = 1.5 })
    }
    expect("--distillation-temperature takes a number above 0, at most 1000, got 0.0") {
      _ = try sample.task(settings: { $0.temperature = 0 })
    }
    var distillation = DistillationSettings()
    distillation.teachers = [try sample.teacher()]
    for (problem, sentence) in [
      (Problem.multiLabel, "not for multi_label_classification"), (Problem.regression, "not for regression"),
    ] {
      expect("--teacher is supported for exclusive labels, \(sentence)") {
        try distillation.check(problem, TrainingData.Settings(train: ["data.csv"]))
      }
    }
    expect("--teacher: the training needs texts with labels; name a file with --train") {
      try distillation.check(.singleLabel, TrainingData.Settings(train: []))
    }
  }

  @Test func theDigestDependsOnTheFilesOfTheModelAndOnTheTexts() throws {
    let sample = try TeacherSample()
    let path = try sample.teacher()
    func digest() throws -> String { try Teacher.digest(ofModel: FilePath(path), tokens: 64, in: .test) }
    let first = try digest()
    try writeWhole(Array("notes".utf8), path: path + "/README.md")
    #expect(try digest() == first)
    try ModelSettings.update(inFolder: path) { $0.maxLength = 9 }
    #expect(try digest() != first)
    let texts = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"], []]
    #expect(Set(texts.map { Teacher.digest(of: $0, in: .test) }).count == texts.count)
  }
}
