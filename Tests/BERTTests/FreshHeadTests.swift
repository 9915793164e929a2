import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// Checkpoints without a head for the labels to learn.
struct FreshHeadTests {
  @Test(
    arguments: [
      (.bert, "classifier.weight", ["classifier.", "bert.pooler."]),
      (.distilbert, "classifier.weight", ["classifier.", "pre_classifier."]),
      (.roberta, "classifier.out_proj.weight", ["classifier."]),
      (.electra, "classifier.out_proj.weight", ["classifier."]),
      (.mpnet, "classifier.out_proj.weight", ["classifier."]),
      (.modernbert, "classifier.weight", ["classifier.", "head."]),
    ] as [(Family, String, [String])])
  func baseModelsOfAllFamiliesGetAHead(family: Family, tensor: String, head: [String]) throws {
    let folder = try TemporaryFolder(copying: family.rawValue)
    try folder.editTensors { $0.removeAll { tensor in head.contains { tensor.name.hasPrefix($0) } } }
    check(
      folder, "model.safetensors",
      "has no classification head (\"\(tensor)\"); fine-tune it first: sentiment train --model \(folder.path) …")
    let model = try SequenceClassifier(
      folder: folder.path, labels: ["funny", "long"], problem: .multiLabel, freshHead: 1)
    let warning = "has no classification head for these labels (\"\(tensor)\"); fine-tune it first: sentiment train"
    #expect(try Checkpoint(folder: folder.path, freshHead: 1).warnings.contains { $0.contains(warning) })
    #expect(model.configuration.problem == .multiLabel && model.head.classifier.weight.rows == 2)
    #expect(model.head.dense.weight.sumOfSquares > 0 && model.head.dense.bias.sumOfSquares == 0)
    #expect(model.embeddings.word.elements == (try tinyModel(family)).embeddings.word.elements)
  }

  @Test func otherLabelsDetermineTheProblem() throws {
    let path = fixtures.appending(path: "distilbert").path
    #expect(try SequenceClassifier(folder: path, labels: ["x"], freshHead: 1).configuration.problem == .regression)
    #expect(
      try SequenceClassifier(folder: path, labels: ["x", "y"], freshHead: 1).configuration.problem == .singleLabel)
  }

  @Test func rejectsAFolderWithoutHead() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { $0.removeAll { $0.name.hasPrefix("classifier.") } }
    check(
      folder, "model.safetensors",
      "has no classification head (\"classifier.weight\"); fine-tune it first: sentiment train --model \(folder.path) …"
    )
  }

  @Test func freshHeadDependsOnTheSeedAndTheRestDoesNotChange() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { $0.removeAll { $0.name.contains("classifier.") || $0.name.contains("pooler.") } }
    let labels = (0..<40).map { "label \($0)" }
    func model(_ seed: UInt64) throws -> SequenceClassifier {
      try SequenceClassifier(folder: folder.path, labels: labels, freshHead: seed)
    }
    let drawn = try model(1)
    #expect(try parameters(drawn) == parameters(model(1)))
    #expect(try drawn.head.classifier.weight.elements != model(2).head.classifier.weight.elements)
    #expect(drawn.configuration.labels == labels)
    for linear in [drawn.head.dense, drawn.head.classifier] {
      #expect(linear.bias.elements.allSatisfy { $0 == 0 })
      // The relative deviation of the variance of n numbers is √(2/n); five times that.
      let (count, range) = (Double(linear.weight.count), 0.3)
      let variance = linear.weight.sumOfSquares / count / (range * range)
      #expect(abs(variance - 1) <= 5 * (2 / count).squareRoot(), "\(variance)")
    }
    let isKept = { (name: String) in !name.contains("classifier") && !name.contains("pooler") }
    #expect(
      try parameters(drawn).filter { isKept($0.name) } == parameters(tinyModel()).filter { isKept($0.name) })
  }

  @Test func freshHeadDoesNotReplaceAHeadOfTheSameSize() throws {
    let folder = try TemporaryFolder(copying: "bert")
    #expect(try parameters(SequenceClassifier(folder: folder.path, freshHead: 1)) == parameters(tinyModel()))
    let other = try SequenceClassifier(folder: folder.path, labels: ["no", "yes"], freshHead: 1)
    #expect(other.head.classifier.weight.rows == 2)
    #expect(try other.head.dense.weight.elements == tinyModel().head.dense.weight.elements)
  }
}
