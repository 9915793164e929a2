import BERT
import Foundation
import JSON
import TestSupport
import Tensors
import Testing

@testable import Training

/// Fifty steps with each option match PyTorch and transformers: Tests/Reference/make_training_fixtures.py.
struct TrainingOptionTests {
  struct Reference: Decodable {
    struct Text: Decodable {
      var ids: [Int]
      var label: Int
    }
    struct Case: Decodable {
      var name: String
      var options: [String: JSONValue]
      var losses: [Double]
      var norms: [Double]
      var rates: [Double]
    }
    var texts: [Text]
    var cases: [Case]
  }

  private static let reference = Result {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "options.json"))).decoded(as: Reference.self)
  }

  @Test(arguments: [
    "plain", "accumulation", "clipping", "no clipping", "weights", "smoothing", "weights, smoothing, accumulation",
    "smoothing, accumulation", "linear, warm-up, decay", "cosine", "constant", "constant with warm-up", "adam",
    "frozen",
  ])
  func fiftyStepsMatchTransformers(_ name: String) throws {
    let reference = try Self.reference.get()
    let expected = try #require(reference.cases.first { $0.name == name })
    let options = try Self.options(expected.options, steps: expected.losses.count)
    let model = try SequenceClassifier(folder: TinyModel.bert)
    let examples = reference.texts.map { Trainer.Example(ids: $0.ids, .label($0.label)) }
    var trainer = Trainer(model, examples: examples, options: options, in: .test)
    for step in expected.losses.indices {
      let batches = trainer.plan.batches(index: step % trainer.plan.stepsPerEpoch, order: Array(examples.indices))
      let update = try trainer.update(0, batches, dropouts: batches.map { _ in nil })
      let (loss, norm, rate) = (expected.losses[step], expected.norms[step], expected.rates[step])
      #expect(abs(update.loss - loss) <= 1e-4 * loss, "step \(step): loss \(update.loss), \(loss) expected")
      #expect(abs(update.gradientNorm - norm) <= 1e-3 * norm, "step \(step): norm \(update.gradientNorm), \(norm)")
      #expect(abs(update.learningRate - rate) <= 1e-15, "step \(step): rate \(update.learningRate), \(rate)")
    }
  }

  private static func options(_ values: [String: JSONValue], steps: Int) throws -> Trainer.Options {
    func number(_ key: String) throws -> Double { try #require(values[key]?.doubleValue, "\(key)") }
    func count(_ key: String) throws -> Int { try #require(values[key]?.intValue, "\(key)") }
    var options = Trainer.Options()
    options.maxSteps = steps
    options.batchSize = try count("per_device_train_batch_size")
    options.accumulationSteps = try count("gradient_accumulation_steps")
    options.learningRate = try number("learning_rate")
    options.schedule = try #require(Schedule(rawValue: values["lr_scheduler_type"]?.stringValue ?? ""))
    options.warmup = .steps(try count("warmup_steps"))
    options.weightDecay = try number("weight_decay")
    options.adam.beta1 = try number("adam_beta1")
    options.adam.beta2 = try number("adam_beta2")
    options.adam.epsilon = try number("adam_epsilon")
    options.maxGradNorm = try number("max_grad_norm")
    options.labelSmoothing = try number("label_smoothing_factor")
    if let weights = values["class_weights"]?.arrayValue {
      options.classWeights = .numbers(weights.compactMap(\.doubleValue))
    }
    options.frozenLayers = values["freeze_layers"]?.intValue
    return options
  }
}
