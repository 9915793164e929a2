import BERT
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Training

/// Fifty updates of several tasks by PyTorch: Tests/Reference/make_head_fixtures.py.
struct TaskTrainingTests {
  private struct Reference: Decodable {
    struct Row: Decodable {
      var ids: [Int]
      var target: JSONValue
    }
    struct Initial: Decodable {
      var weight: [[Float]]
      var bias: [Float]
    }
    struct Task: Decodable {
      var name: String
      var kind: String
      var labels: [String]
      var weight: Double
      var classWeights: [Double]?
      var smoothing: Double
      var initial: Initial?
      var rows: [Row]

      private enum CodingKeys: String, CodingKey {
        case name, kind, labels, weight, smoothing, initial, rows
        case classWeights = "class_weights"
      }
    }
    struct Step: Decodable {
      var task: Int
      var batches: [[Int]]
    }
    struct Case: Decodable {
      var name: String
      var options: [String: JSONValue]
      var tasks: [Task]
      var schedule: [Step]
      var losses: [Double]
      var norms: [Double]
      var rates: [Double]
    }
    var cases: [Case]
  }

  private static let reference = Result {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "tasks.json"))).decoded(as: Reference.self)
  }

  private static func target(_ value: JSONValue, _ kind: TaskHead.Kind?) -> Target {
    switch kind {
    case nil, .exclusive: .label(value.intValue ?? -1)
    case .independent:
      .labels(Set((value.arrayValue ?? []).enumerated().filter { $0.element.doubleValue == 1 }.map(\.offset)))
    case .number: .value(value.doubleValue ?? .nan)
    // The fixture has a tag for every token, [CLS] and [SEP] included.
    case .spans: .tags((value.arrayValue ?? []).dropFirst().map(\.intValue))
    }
  }

  @Test(arguments: ["two tasks", "spans", "all kinds, weights", "frozen encoder"])
  func fiftyStepsOfSeveralTasksMatchPyTorch(_ name: String) throws {
    let expected = try #require(try Self.reference.get().cases.first { $0.name == name })
    var model = try SequenceClassifier(folder: TinyModel.bert)
    var tasks: [Trainer.Task] = []
    for task in expected.tasks {
      let kind = task.name == "main" ? nil : TaskHead.Kind(name: task.kind)
      if let kind, let initial = task.initial {
        var head = TaskHead(fresh: task.name, kind, labels: task.labels, for: model.configuration, seed: 1)
        head.classifier = Linear(
          weight: Matrix(rows: task.labels.count, columns: 24, initial.weight.flatMap { $0 }),
          bias: Matrix(rows: 1, columns: task.labels.count, initial.bias))
        model.setTaskHead(head, at: model.taskHeads.count)
      }
      var learned = Trainer.Task(
        head: kind == nil ? nil : model.taskHeads.count - 1,
        task.rows.map { row in
          Trainer.Example(
            ids: row.ids, words: kind == .spans ? Array(1..<row.ids.count) : [], Self.target(row.target, kind))
        })
      (learned.weight, learned.labelSmoothing) = (task.weight, task.smoothing)
      if let weights = task.classWeights { learned.classWeights = .numbers(weights) }
      tasks.append(learned)
    }
    var options = Trainer.Options()
    func number(_ key: String) throws -> Double { try #require(expected.options[key]?.doubleValue, "\(key)") }
    options.maxSteps = expected.losses.count
    (options.batchSize, options.accumulationSteps) = (
      Int(try number("per_device_train_batch_size")), Int(try number("gradient_accumulation_steps"))
    )
    (options.learningRate, options.weightDecay) = (try number("learning_rate"), try number("weight_decay"))
    (options.maxGradNorm, options.warmup, options.usesDropout) = (try number("max_grad_norm"), .steps(0), false)
    options.freezesEncoder = expected.options["freeze_layers"]?.intValue != nil
    var trainer = Trainer(model, tasks, options: options, in: .test)
    for (step, update) in expected.schedule.enumerated() {
      let result = try trainer.update(update.task, update.batches, dropouts: update.batches.map { _ in nil })
      let (loss, norm) = (expected.losses[step], expected.norms[step])
      #expect(abs(result.loss - loss) <= 1e-4 * abs(loss), "step \(step): loss \(result.loss), \(loss) expected")
      #expect(abs(result.gradientNorm - norm) <= 1e-3 * norm, "step \(step): norm \(result.gradientNorm), \(norm)")
      #expect(abs(result.learningRate - expected.rates[step]) <= 1e-15)
    }
    if options.freezesEncoder {
      for (one, other) in zip(trainer.model.parameters, model.parameters)
      where !one.parameter.tensors[0].hasPrefix("heads.") {
        #expect(one.value.elements == other.value.elements, "\(one.parameter.tensors)")
      }
    }
  }

  @Test(
    arguments: [
      ([(0.9, true), (0.8, false), (0.7, true), (0.1, false)], 0.4), ([(0.2, true), (0.1, false)], 0.15),
      ([(0.9, false), (0.1, false)], 0.5), ([(0.5, true), (0.5, false)], 0.25), ([], 0.5),
      ([(0.9, true), (0.6, false), (0.4, true), (0.39, true)], 0.195),
    ] as [([(Double, Bool)], Double)])
  func theThresholdHasTheBestF1(texts: [(Double, Bool)], expected: Double) {
    let found = Threshold.best(texts.map { (probability: $0.0, isTrue: $0.1) })
    #expect(abs(found - expected) < 1e-9, "\(found)")
  }
}
