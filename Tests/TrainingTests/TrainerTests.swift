import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Training

let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

struct TrainerTests {
  /// Results of PyTorch and transformers: Tests/Reference/make_bert_fixtures.py.
  private struct Reference: Decodable {
    struct Batch: Decodable {
      var texts: [[Int]]
      var targets: [Int]
    }
    var batches: [Batch]
    var losses: [Double]
    var norms: [Double]
  }

  @Test func warmsUpForAShareOfTheUpdatesButNotForTheOnlyOne() {
    #expect([1, 2, 10, 11].map(Trainer.Warmup.share(0.1).steps) == [0, 1, 1, 2])
    #expect(Trainer.Warmup.steps(3).steps(of: 1) == 3)
  }

  @Test func tenStepsWithoutDropoutMatchPyTorch() throws {
    let reference = try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "losses.json")))
      .decoded(as: Reference.self)
    let model = try SequenceClassifier(folder: TinyModel.bert)
    let batches = reference.batches.map { batch in
      zip(batch.texts, batch.targets).map { Trainer.Example(ids: $0, .label($1)) }
    }
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (1, 4, 5e-3)
    (options.weightDecay, options.warmup) = (0.1, .share(0.3))
    var trainer = Trainer(model, examples: batches.flatMap { $0 }, options: options, in: .test)
    var first = 0
    for (index, batch) in batches.enumerated() {
      let update = try trainer.update(0, [Array(first..<first + batch.count)], dropouts: [nil])
      first += batch.count
      #expect(abs(update.loss - reference.losses[index]) < 1e-4, "step \(index)")
      #expect(abs(update.gradientNorm - reference.norms[index]) < 1e-3 * reference.norms[index], "step \(index)")
    }
  }

  @Test func bfloat16RoundsOnlyTheUpdate() throws {
    var options = Trainer.Options()
    (options.batchSize, options.learningRate, options.usesDropout) = (12, 5e-3, false)
    var exact = try Self.trainer(options)
    options.bf16 = true
    var rounded = try Self.trainer(options)
    for (one, other) in zip(exact.model.parameters, rounded.model.parameters) {
      #expect(one.value.elements == other.value.elements, "\(one.parameter.tensors)")
    }
    let (one, other) = (try exact.update(), try rounded.update())
    // The error of each product is at most 2⁻⁸ of its terms, and a few products follow each other.
    #expect(abs(one.loss - other.loss) < 1e-2)
    #expect(abs(one.gradientNorm - other.gradientNorm) < 2e-2 * one.gradientNorm)
    // A CPU without bfloat16 instructions trains in float32.
    #expect((one.loss != other.loss) == Kernels.tested.areFast(in: .bfloat16))
    let evaluations = try [exact.model, rounded.model].map {
      try Evaluation(of: $0, on: Self.examples, targets: [], in: .test).loss
    }
    #expect(abs(evaluations[0] - evaluations[1]) < 1e-2)
  }

  @Test(arguments: [false, true])
  func learnsAndRepeatsBitForBitWithTheSameSeed(bf16: Bool) throws {
    func trained() throws -> Trainer {
      var options = Trainer.Options()
      options.bf16 = bf16
      (options.epochs, options.batchSize, options.learningRate) = (8, 8, 5e-3)
      var trainer = try Self.trainer(options)
      while trainer.step < trainer.totalSteps { _ = try trainer.update() }
      return trainer
    }
    let (first, second) = (try trained(), try trained())
    #expect(try Evaluation(of: first.model, on: Self.examples, targets: [], in: .test).accuracy == 1)
    for (one, other) in zip(first.model.parameters, second.model.parameters) {
      #expect(one.value.elements == other.value.elements, "\(one.parameter.tensors)")
    }
  }

  @Test func accumulationEqualsOneLargeBatch() throws {
    var options = Trainer.Options()
    (options.batchSize, options.learningRate, options.usesDropout) = (12, 5e-3, false)
    (options.classWeights, options.labelSmoothing) = (.numbers([1, 3]), 0.1)
    var whole = try Self.trainer(options)
    (options.batchSize, options.accumulationSteps) = (5, 3)
    var parts = try Self.trainer(options)
    let one = try whole.update(0, [Array(0..<12)], dropouts: [nil])
    let other = try parts.update(0, [Array(0..<5), Array(5..<10), Array(10..<12)], dropouts: [nil, nil, nil])
    #expect(abs(one.loss - other.loss) < 1e-6)
    #expect(abs(one.gradientNorm - other.gradientNorm) < 1e-5 * one.gradientNorm)
    #expect(one.texts == other.texts && one.tokens == other.tokens && one.correct == other.correct)
  }

  @Test func balancedWeightsMatchScikitLearn() {
    let targets: [Target] = [.label(0), .label(0), .label(0), .label(2)]
    let expected: [Double] = [4 / 9, 4 / 3, 4 / 3]
    #expect(Trainer.ClassWeights.balanced.weights(targets, labelCount: 3) == expected)
  }

  @Test func frozenParametersDoNotChange() throws {
    var options = Trainer.Options()
    (options.learningRate, options.frozenLayers, options.weightDecay) = (5e-3, 1, 0.1)
    var trainer = try Self.trainer(options)
    let before = trainer.model.parameters
    for _ in 0..<3 { _ = try trainer.update() }
    for (old, new) in zip(before, trainer.model.parameters) {
      let isFrozen = old.parameter.tensors[0].contains("embeddings") || old.parameter.tensors[0].contains("layer.0")
      #expect((old.value.elements == new.value.elements) == isFrozen, "\(old.parameter.tensors)")
    }
  }

  @Test func stopsAtANonFiniteLossWithoutChangingTheModel() throws {
    var options = Trainer.Options()
    options.learningRate = 1e30
    options.warmup = .steps(0)
    var trainer = try Self.trainer(options)
    var last = trainer.model.parameters
    do {
      while trainer.step < 5 {
        last = trainer.model.parameters
        _ = try trainer.update()
      }
      Issue.record("five steps at a rate of 1e30")
    } catch {
      #expect("\(error)".contains("is not a finite number") && "\(error)".contains("--learning-rate"))
    }
    for (old, new) in zip(last, trainer.model.parameters) { #expect(old.value.elements == new.value.elements) }
  }

  static let examples = (0..<64).map { index in
    // Word 5 determines label 1, word 6 label 0; the others are random.
    Trainer.Example(ids: [2, 7 + index % 5, 5 + index % 2, 8 + index % 7, 3], .label(1 - index % 2))
  }

  private static func trainer(_ options: Trainer.Options) throws -> Trainer {
    Trainer(
      try SequenceClassifier(folder: TinyModel.bert), examples: examples, options: options, in: .test)
  }
}
