import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// Means of models, on tiny ones with random weights.
struct AveragingTests {
  /// A model folder with other weights: every element of the fixture times a factor.
  private static func folder(_ factor: Float, heads: [TaskHead] = []) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var model = try tinyModel()
    model.forEachParameter { _, value in value = value.scaled(by: factor) }
    for head in heads { model.setTaskHead(head, at: model.taskHeads.count) }
    try model.save(folder: folder.path)
    return folder
  }

  private static func head(_ name: String, _ labels: [String] = ["a", "b"], seed: UInt64) throws -> TaskHead {
    TaskHead(fresh: name, .exclusive, labels: labels, for: try tinyModel().configuration, seed: seed)
  }

  @Test(arguments: [([1, 1], 2), ([0.7, 0.3], 1.6), ([7, 3], 1.6), ([1, 3], 2.5)] as [([Double], Float)])
  func weightsAreTheMeanByShares(shares: [Double], factor: Float) throws {
    let (first, second) = (try Self.folder(1), try Self.folder(3))
    let mean = try SequenceClassifier(averaging: [first.path, second.path], shares: shares, in: .test)
    for (mean, plain) in zip(try parameters(mean), try parameters(tinyModel())) {
      #expect(mean.name == plain.name)
      for (mean, plain) in zip(mean.values, plain.values) {
        #expect(abs(mean - factor * plain) <= 1e-6 * abs(factor * plain), "\(mean), \(plain)")
      }
    }
  }

  @Test func equalSharesOfOneModelAreTheModel() throws {
    let folder = try Self.folder(1, heads: [try Self.head("x", seed: 1)])
    let mean = try SequenceClassifier(averaging: [folder.path, folder.path], shares: [2, 2], in: .test)
    #expect(try parameters(mean) == parameters(SequenceClassifier(folder: folder.path)))
    #expect(try mean.configuration == Configuration(folder: folder.path))
  }

  @Test func headsOfAllModelsAreAveragedAndOthersKept() throws {
    let (shared, other) = (try Self.head("shared", seed: 1), try Self.head("shared", seed: 2))
    let (own, late) = (try Self.head("own", seed: 3), try Self.head("late", seed: 4))
    let (first, second) = (try Self.folder(1, heads: [own, shared]), try Self.folder(1, heads: [late, other]))
    let mean = try SequenceClassifier(averaging: [first.path, second.path], shares: [1, 1], in: .test)
    #expect(Set(mean.taskHeads.map(\.name)) == ["shared", "own", "late"])
    func weights(_ name: String) throws -> [Float] {
      try #require(mean.taskHeads.first { $0.name == name }).classifier.weight.elements
    }
    #expect(try weights("own") == own.classifier.weight.elements && weights("late") == late.classifier.weight.elements)
    let elements = zip(shared.classifier.weight.elements, other.classifier.weight.elements)
    for (mean, expected) in zip(try weights("shared"), elements.map { ($0 + $1) / 2 }) {
      #expect(abs(mean - expected) <= 1e-6)
    }
  }

  @Test func readsInt8() throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel())
    try model.save(folder: folder.path, as: .int8)
    let mean = try SequenceClassifier(averaging: [folder.path, folder.path], shares: [1, 1], in: .test)
    #expect(try parameters(mean) == parameters(SequenceClassifier(folder: folder.path)))
  }

  @Test(
    arguments: [
      (["id2label": ["0": "x", "1": "y", "2": "z"], "label2id": nil], "labels x, y, z instead of "),
      (["hidden_act": "relu"], "activation relu instead of "),
    ] as [([String: JSONValue?], String)])
  func reportsTheFirstDifference(edits: [String: JSONValue?], complaint: String) throws {
    let (first, second) = (try TemporaryFolder(copying: "bert"), try TemporaryFolder(copying: "bert"))
    try second.configure(edits)
    expect("\(second.path) cannot be averaged with \(first.path): \(complaint)") {
      _ = try SequenceClassifier(averaging: [first.path, second.path], shares: [1, 1], in: .test)
    }
  }

  @Test func rejectsAnotherFamilyAndAnotherHeadOfThatName() throws {
    let (first, second) = (try TemporaryFolder(copying: "bert"), try TemporaryFolder(copying: "distilbert"))
    expect("model type distilbert instead of bert") {
      _ = try SequenceClassifier(averaging: [first.path, second.path], shares: [1, 1], in: .test)
    }
    let (one, other) = (
      try Self.folder(1, heads: [try Self.head("x", seed: 1)]),
      try Self.folder(1, heads: [try Self.head("x", ["a", "c"], seed: 1)])
    )
    expect("\(other.path): the head x (exclusive: a, c) differs from that of \(one.path) (exclusive: a, b)") {
      _ = try SequenceClassifier(averaging: [one.path, other.path], shares: [1, 1], in: .test)
    }
  }
}
