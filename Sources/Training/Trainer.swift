public import BERT
import Foundation
import Tensors

/// Fine-tunes a classifier on encoded texts, epoch by epoch.
public struct Trainer: Sendable {
  /// The settings, by the names of transformers' `TrainingArguments`.
  public struct Options: Sendable, Hashable {
    /// Passes over the examples.
    public var epochs = 3
    /// Texts an update.
    public var batchSize = 32
    /// Nil chooses by the model's width: small models learn best at larger rates.
    public var learningRate: Double?
    /// The share of updates over which the learning rate rises.
    public var warmupRatio = 0.1
    /// AdamW's decay of weights; biases and layer norms are spared.
    public var weightDecay = 0.01
    /// The gradient's norm is cut to this; 0 leaves it.
    public var maxGradNorm = 1.0
    /// Fixes the order of the texts and the dropout.
    public var seed: UInt64 = 42
    /// Drops elements with the probabilities that the configuration names.
    public var usesDropout = true

    /// The defaults.
    public init() {}
  }

  /// An encoded text and what is to be said of it.
  public struct Example: Sendable {
    /// Special tokens included.
    public var ids: [Int]
    /// Of the kind that the model's problem asks for.
    public var target: Target

    /// An example of these two.
    public init(ids: [Int], _ target: Target) {
      self.ids = ids
      self.target = target
    }
  }

  /// How far a training is.
  public struct Progress: Sendable {
    /// Updates made.
    public var step: Int
    /// Updates that will have been made at the end.
    public var totalSteps: Int
    /// Epochs done, with their fraction.
    public var epoch: Double
    /// The mean since the last report.
    public var loss: Double
    /// That of the next update.
    public var learningRate: Double
    /// Since the last report.
    public var tokensPerSecond: Double
    /// At the pace so far.
    public var secondsLeft: Double
  }

  /// What happens while training.
  public enum Event: Sendable {
    case progress(Progress)
    case evaluated(epoch: Int, Evaluation)
  }

  /// As trained so far.
  public private(set) var model: SequenceClassifier
  /// The settings.
  public let options: Options
  private var gradient: SequenceClassifier
  private var optimizer: Optimizer
  private let examples: [Example]

  /// Starts from a model, whose head may be fresh.
  ///
  /// - Precondition: `examples` is not empty.
  public init(_ model: SequenceClassifier, examples: [Example], options: Options) {
    precondition(!examples.isEmpty, "nothing to train on")
    self.model = model
    self.examples = examples
    self.options = options
    gradient = SequenceClassifier(zeros: model.configuration)
    var settings = Optimizer.Options()
    settings.learningRate = options.learningRate ?? Self.learningRate(width: model.configuration.hiddenSize)
    settings.weightDecay = options.weightDecay
    settings.maxGradNorm = options.maxGradNorm
    settings.totalSteps = options.epochs * Self.stepsPerEpoch(examples.count, options.batchSize)
    settings.warmupSteps = Int((Double(settings.totalSteps) * options.warmupRatio).rounded(.up))
    optimizer = Optimizer(settings)
  }

  private static func stepsPerEpoch(_ count: Int, _ batchSize: Int) -> Int { (count + batchSize - 1) / batchSize }

  static func learningRate(width: Int) -> Double { width >= 768 ? 2e-5 : width >= 384 ? 5e-5 : 1e-4 }

  /// Trains through all epochs; after each, measures on `validation` where there is any.
  ///
  /// - Parameter report: called about every `reportInterval` seconds and after each evaluation; throwing ends the training.
  public mutating func run(
    validation: [Example], reportInterval: Double = 1, _ report: (Event, SequenceClassifier) throws -> Void
  ) throws {
    let stepsPerEpoch = Self.stepsPerEpoch(examples.count, options.batchSize)
    let start = ContinuousClock.now
    var lastReport = start
    var (losses, tokens, allSteps) = ([Double](), 0, 0)
    for epoch in 0..<options.epochs {
      // Every epoch's order and masks follow from the seed and its number alone.
      var generator = SplitMix64(seed: options.seed &+ UInt64(epoch) &* 0x9E37_79B9)
      let order = Array(examples.indices).shuffled(using: &generator)
      for first in stride(from: 0, to: order.count, by: options.batchSize) {
        let chosen = order[first..<min(first + options.batchSize, order.count)].map { examples[$0] }
        losses.append(step(chosen, dropout: options.usesDropout ? DropoutSource(seed: generator.next()) : nil).loss)
        tokens += chosen.reduce(0) { $0 + $1.ids.count }
        allSteps += 1
        let now = ContinuousClock.now
        let isLast = optimizer.step == optimizer.options.totalSteps
        if now - lastReport >= .seconds(reportInterval) || isLast {
          let perStep = (now - start) / .seconds(1) / Double(allSteps)
          let progress = Progress(
            step: optimizer.step, totalSteps: optimizer.options.totalSteps,
            epoch: Double(optimizer.step) / Double(stepsPerEpoch), loss: losses.reduce(0, +) / Double(losses.count),
            learningRate: optimizer.learningRate, tokensPerSecond: Double(tokens) / ((now - lastReport) / .seconds(1)),
            secondsLeft: perStep * Double(optimizer.options.totalSteps - optimizer.step))
          try report(.progress(progress), model)
          (lastReport, losses, tokens) = (ContinuousClock.now, [], 0)
        }
      }
      let evaluation = Evaluation(of: model, on: validation)
      try report(.evaluated(epoch: epoch + 1, evaluation), model)
      lastReport = .now
    }
  }

  /// One update on one batch; the mean loss before it and the gradient's norm.
  mutating func step(_ batch: [Example], dropout: DropoutSource?) -> (loss: Double, gradientNorm: Double) {
    let (logits, saved) = model.forwardSaving(Batch(batch.map(\.ids)), dropout: dropout)
    let (loss, dLogits) = model.configuration.problem.loss(logits, batch.map(\.target))
    model.backward(dLogits, saved, into: &gradient)
    return (loss, optimizer.update(&model, &gradient))
  }
}
