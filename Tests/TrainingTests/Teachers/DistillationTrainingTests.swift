import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Training

/// Fifty updates that learn from teachers match PyTorch: Tests/Reference/make_distillation_fixtures.py.
struct DistillationTrainingTests {
  private struct Reference: Decodable {
    struct Text: Decodable {
      var ids: [Int]
      var label: Int?
    }
    struct Case: Decodable {
      var name: String
      var options: [String: JSONValue]
      var losses: [Double]
      var norms: [Double]
    }
    var texts: [Text]
    var teachers: [[[Float]]]
    var order: [Int]
    var cases: [Case]
  }

  private static let reference = Result {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "distillation.json"))).decoded(as: Reference.self)
  }

  @Test(arguments: [
    "one teacher", "two teachers, accumulation", "weights, smoothing, accumulation", "teachers alone",
  ])
  func fiftyStepsMatchPyTorch(_ name: String) throws {
    let reference = try Self.reference.get()
    let expected = try #require(reference.cases.first { $0.name == name })
    func number(_ key: String) throws -> Double { try #require(expected.options[key]?.doubleValue, "\(key)") }
    func count(_ key: String) throws -> Int { try #require(expected.options[key]?.intValue, "\(key)") }
    let examples = reference.texts.map { text in
      Trainer.Example(ids: text.ids, text.label.map { Target.label($0) } ?? Target.noLabel)
    }
    let teacherCount = try count("teachers")
    let teachers = reference.teachers.prefix(teacherCount).map { rows in
      Matrix(rows: rows.count, columns: 2, rows.flatMap(\.self))
    }
    var task = Trainer.Task(head: nil, examples)
    task.labelSmoothing = try number("label_smoothing_factor")
    if let weights = expected.options["class_weights"]?.arrayValue {
      task.classWeights = .numbers(weights.compactMap(\.doubleValue))
    }
    let temperature = try number("temperature")
    task.teaching = Teaching(
      probabilities: Distillation.probabilities(teachers, temperature: temperature), temperature: temperature,
      share: try number("share"), labelled: reference.texts.count { $0.label != nil })
    var options = Trainer.Options()
    options.maxSteps = expected.losses.count
    options.batchSize = try count("per_device_train_batch_size")
    options.accumulationSteps = try count("gradient_accumulation_steps")
    (options.learningRate, options.weightDecay) = (try number("learning_rate"), try number("weight_decay"))
    (options.maxGradNorm, options.warmup) = (try number("max_grad_norm"), .steps(0))
    let model = try SequenceClassifier(folder: TinyModel.bert)
    var trainer = Trainer(model, [task], options: options, in: .test)
    for step in expected.losses.indices {
      let batches = trainer.plan.batches(index: step % trainer.plan.stepsPerEpoch, order: reference.order)
      let update = try trainer.update(0, batches, dropouts: batches.map { _ in nil })
      let (loss, norm) = (expected.losses[step], expected.norms[step])
      #expect(abs(update.loss - loss) <= 1e-4 * loss, "step \(step): loss \(update.loss), \(loss) expected")
      #expect(abs(update.gradientNorm - norm) <= 1e-3 * norm, "step \(step): norm \(update.gradientNorm), \(norm)")
      let labelled = batches.joined().count { examples[$0].target.label != nil }
      #expect(update.labelled == labelled && update.texts == batches.joined().count)
    }
  }
}
