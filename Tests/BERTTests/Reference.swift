import Foundation
import JSON
import Tensors
import TestSupport

@testable import BERT

let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

/// The tiny model of a family.
func tinyModel(_ family: Family = .bert) throws -> SequenceClassifier { try tinyModel(folder: family.rawValue) }

/// The tiny model in a folder of the fixtures.
func tinyModel(folder: String) throws -> SequenceClassifier {
  try SequenceClassifier(folder: fixtures.appending(path: folder).path)
}

/// The folders of tiny models: one of each family, and one of ModernBERT with the mean of a text and all biases.
let modelFolders = Family.allCases.map(\.rawValue) + ["modernbert-mean"]

/// The results of PyTorch and transformers for the same folder: Tests/Reference/make_bert_fixtures.py.
struct Reference: Decodable {
  struct Steps: Decodable {
    var losses: [Double]
    var norms: [Double]
  }
  var texts: [[Int]]
  /// The label's index if labels exclude each other, else a number for each label.
  var targets: [[Float]]
  var logits: [[Float]]
  var loss: Double
  var scores: [[Float]]
  var steps: Steps

  var batch: Batch { Batch(texts) }

  static func load(_ family: Family = .bert) throws -> Reference { try load(folder: family.rawValue) }

  static func load(folder: String) throws -> Reference {
    let data = try Data(contentsOf: fixtures.appending(path: "\(folder)/expected.json"))
    return try JSONValue(parsing: data).decoded(as: Reference.self)
  }

  /// The training loss of a model with this problem.
  func loss(_ logits: Matrix, _ problem: Problem) -> (loss: Double, gradient: Matrix) {
    let rows = Matrix(rows: targets.count, columns: targets[0].count, targets.flatMap { $0 })
    return switch problem {
    case .regression: MeanSquaredError.forwardAndBackward(logits, targets: rows)
    case .singleLabel: CrossEntropy.forwardAndBackward(logits, targets: targets.map { Int($0[0]) })
    case .multiLabel: BinaryCrossEntropy.forwardAndBackward(logits, targets: rows)
    }
  }

  /// The gradient of that loss with respect to every parameter, and the loss.
  func gradient(
    of model: SequenceClassifier, dropout: DropoutSource? = nil
  ) -> (loss: Double, gradient: SequenceClassifier) {
    let (logits, saved) = model.forwardSaving(batch, dropout: dropout, in: .test)
    let (loss, dLogits) = loss(logits, model.configuration.problem)
    var gradient = SequenceClassifier(zeros: model.configuration)
    model.backward(dLogits, saved, into: &gradient, in: .test)
    return (loss, gradient)
  }
}

/// The results of the BERT folder with other activations.
struct ActivationReference: Decodable {
  var name: String
  var logits: [[Float]]
  var loss: Double
  var norms: [String: Double]
  var scores: [[Float]]

  static func load() throws -> [ActivationReference] {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "activations.json")))
      .decoded(as: [ActivationReference].self)
  }
}

extension SequenceClassifier {
  /// Every parameter in order.
  var parameters: [(parameter: Parameter, value: Matrix)] {
    var (copy, result) = (self, [(parameter: Parameter, value: Matrix)]())
    copy.forEachParameter { result.append(($0, $1)) }
    return result
  }
}

/// A parameter with its elements.
struct ParameterValues: Equatable {
  var name: String
  var values: [Float]
}

/// All parameters of a model, in order.
func parameters(_ model: SequenceClassifier) throws -> [ParameterValues] {
  var copy = model
  var result: [ParameterValues] = []
  copy.forEachParameter { result.append(ParameterValues(name: $0.tensors[0], values: $1.elements)) }
  return result
}
