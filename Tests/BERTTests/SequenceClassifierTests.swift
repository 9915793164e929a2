import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

struct SequenceClassifierTests {
  @Test(arguments: modelFolders)
  func logitsMatchTransformers(folder: String) throws {
    let reference = try Reference.load(folder: folder)
    check(try tinyModel(folder: folder).forward(reference.batch, in: .test), reference.logits)
  }

  @Test(arguments: modelFolders)
  func logitsDoNotDependOnTheBatch(folder: String) throws {
    let (model, reference) = (try tinyModel(folder: folder), try Reference.load(folder: folder))
    let alone = try reference.texts.map { try model.forward(Batch([$0]), in: .test).elements }
    check(try model.forward(reference.batch, in: .test), alone)
  }

  @Test(arguments: modelFolders)
  func lossAndGradientMatchPyTorch(folder: String) throws {
    let (model, reference) = (try tinyModel(folder: folder), try Reference.load(folder: folder))
    let (loss, gradient) = reference.gradient(of: model)
    #expect(abs(loss - reference.loss) < 1e-5)
    let file = try SafetensorsFile(path: fixtures.appending(path: "\(folder)/gradient.safetensors").path)
    for (parameter, value) in gradient.parameters {
      var expected = Matrix(rows: value.rows, columns: value.columns)
      for (part, name) in parameter.tensors.enumerated() {
        try file.read(
          name, shape: parameter.shape, into: &expected, part: part, of: parameter.tensors.count, in: .test)
      }
      var difference = value
      difference.add(expected, scaledBy: -1)
      let (error, norm) = (difference.sumOfSquares.squareRoot(), expected.sumOfSquares.squareRoot())
      // Keys' biases shift every score of a query alike: their gradient is zero except for rounding.
      #expect(error <= 1e-4 * norm + 1e-6, "\(parameter.tensors): off by \(error) of \(norm)")
    }
    #expect(Set(file.tensors.keys) == Set(gradient.parameters.flatMap(\.parameter.tensors)))
  }

  /// AdamW at a constant rate, with decay and the gradient's norm clipped to 1.
  @Test(arguments: modelFolders)
  func lossesAndNormsOfTenStepsMatchPyTorch(folder: String) throws {
    let reference = try Reference.load(folder: folder)
    var model = try tinyModel(folder: folder)
    var first = SequenceClassifier(zeros: model.configuration).parameters.map(\.value)
    var second = first
    for step in 0..<10 {
      let (loss, gradient) = reference.gradient(of: model)
      let gradients = gradient.parameters.map(\.value)
      let norm = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
      // Ten updates, each by ten per cent of a weight, amplify rounding.
      #expect(abs(loss - reference.steps.losses[step]) < 1e-4 * (1 + loss), "step \(step)")
      #expect(abs(norm - reference.steps.norms[step]) < 1e-3 * (1 + norm), "step \(step)")
      var index = 0
      model.forEachParameter { parameter, value in
        AdamW().update(
          &value, gradient: gradients[index], first: &first[index], second: &second[index], step: step + 1,
          learningRate: 1e-2, weightDecay: parameter.decays ? 0.1 : 0, gradientScale: min(1, 1 / (norm + 1e-6)),
          in: .test)
        index += 1
      }
    }
  }

  @Test(arguments: modelFolders)
  func explanationMatchesAttentionTimesGradientWithFrozenGatesInPyTorch(folder: String) throws {
    let (model, reference) = (try tinyModel(folder: folder), try Reference.load(folder: folder))
    let (logits, _, attributions) = try model.forwardExplaining(reference.batch, .lastLayers(1), in: .test)
    #expect(try logits.elements == model.forward(reference.batch, in: .test).elements)
    check(attributions.map(\.scores), reference.scores)
  }

  @Test(
    arguments: [
      ([1, 4, 2], .singleLabel, [0, 1, -1]), ([3, 2, 4], .singleLabel, [-1, 0, 1]),
      ([1, 4, 2], .multiLabel, [0, 1, 0]),
      ([1, 4, 2], .regression, [0, 1, 0]), ([-3], .regression, [1]), ([-3], .multiLabel, [1]),
      ([-3], .singleLabel, [1]),
    ] as [([Float], Problem, [Float])])
  func explainsTheLikeliestLabelAgainstTheNextLikeliest(logits: [Float], problem: Problem, gradient: [Float]) {
    #expect([Contrast(logits, problem)].gradient(labelCount: logits.count).elements == gradient)
  }

  @Test func activationsMatchPyTorch() throws {
    let reference = try Reference.load()
    for expected in try ActivationReference.load() {
      let folder = try TemporaryFolder(copying: "bert")
      try folder.configure(["hidden_act": .string(expected.name)])
      let model = try SequenceClassifier(folder: folder.path)
      check(try model.forward(reference.batch, in: .test), expected.logits, expected.name)
      check(
        try model.forwardExplaining(reference.batch, .lastLayers(1), in: .test).attributions.map(\.scores),
        expected.scores,
        expected.name)
      let (loss, gradient) = reference.gradient(of: model)
      #expect(abs(loss - expected.loss) < 1e-5, "\(expected.name)")
      for (parameter, value) in gradient.parameters {
        let norm = parameter.tensors.compactMap { expected.norms[$0] }.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(
          abs(value.sumOfSquares.squareRoot() - norm) <= 1e-4 * norm + 1e-6, "\(expected.name): \(parameter.tensors)")
      }
    }
  }

  @Test func dropoutChangesTheLogitsAndTheSameSeedRepeatsThem() throws {
    let (model, batch) = (try tinyModel(), try Reference.load().batch)
    let first = model.forwardSaving(batch, dropout: DropoutSource(seed: 1), in: .test).logits
    #expect(first.elements == model.forwardSaving(batch, dropout: DropoutSource(seed: 1), in: .test).logits.elements)
    #expect(first.elements != model.forwardSaving(batch, dropout: DropoutSource(seed: 2), in: .test).logits.elements)
  }

  /// With all other dropouts off, each key of the configuration changes the logits.
  @Test(
    arguments: [
      (.bert, "hidden_dropout_prob"), (.bert, "attention_probs_dropout_prob"), (.bert, "classifier_dropout"),
      (.distilbert, "dropout"), (.distilbert, "attention_dropout"), (.distilbert, "seq_classif_dropout"),
      (.roberta, "hidden_dropout_prob"), (.xlmRoberta, "classifier_dropout"), (.modernbert, "mlp_dropout"),
      (.modernbert, "attention_dropout"), (.modernbert, "embedding_dropout"), (.modernbert, "classifier_dropout"),
    ] as [(Family, String)])
  func everyDropoutHasItsKey(family: Family, key: String) throws {
    let folder = try TemporaryFolder(copying: family.rawValue)
    let keys = [
      "hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout", "dropout", "attention_dropout",
      "seq_classif_dropout", "mlp_dropout", "embedding_dropout",
    ]
    var off: [String: JSONValue?] = [:]
    for key in keys { off[key] = 0 }
    let batch = try Reference.load(family).batch
    func logits() throws -> (kept: [Float], dropped: [Float]) {
      let model = try SequenceClassifier(folder: folder.path)
      return (
        try model.forward(batch, in: .test).elements,
        model.forwardSaving(batch, dropout: DropoutSource(seed: 1), in: .test).logits.elements
      )
    }
    try folder.configure(off)
    #expect(try logits().kept == logits().dropped)
    try folder.configure([key: 0.5])
    #expect(try logits().kept != logits().dropped)
  }

  @Test(arguments: Family.allCases)
  func gradientWithDropoutMatchesFiniteDifferences(family: Family) throws {
    let (model, reference) = (try tinyModel(family), try Reference.load(family))
    func loss(_ model: SequenceClassifier) -> Double {
      let logits = model.forwardSaving(reference.batch, dropout: DropoutSource(seed: 7), in: .test).logits
      return reference.loss(logits, model.configuration.problem).loss
    }
    let gradients = reference.gradient(of: model, dropout: DropoutSource(seed: 7)).gradient.parameters
    let step: Float = 1e-2
    for (index, (parameter, gradient)) in gradients.enumerated() {
      // Along the gradient, where the change is largest compared with float32's rounding.
      let norm = gradient.sumOfSquares.squareRoot()
      guard norm > 1e-3 else { continue }
      func moved(_ sign: Float) -> SequenceClassifier {
        var copy = model
        var position = 0
        copy.forEachParameter { _, value in
          if position == index { value.add(gradient, scaledBy: sign * step / Float(norm)) }
          position += 1
        }
        return copy
      }
      let slope = (loss(moved(1)) - loss(moved(-1))) / Double(2 * step)
      #expect(abs(slope - norm) < 0.02 * norm + 1e-3, "\(parameter.tensors): slope \(slope), gradient \(norm)")
    }
  }

  private func check(
    _ actual: Matrix, _ expected: [[Float]], _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    check(
      (0..<actual.rows).map { row in (0..<actual.columns).map { actual[row, $0] } }, expected, what,
      sourceLocation: sourceLocation)
  }

  private func check(
    _ actual: [[Float]], _ expected: [[Float]], _ what: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(actual.map(\.count) == expected.map(\.count), "\(what)", sourceLocation: sourceLocation)
    for (row, (actual, expected)) in zip(actual, expected).enumerated() {
      for (column, (value, reference)) in zip(actual, expected).enumerated() {
        #expect(abs(value - reference) < 1e-5, "\(what) row \(row), column \(column)", sourceLocation: sourceLocation)
      }
    }
  }
}
