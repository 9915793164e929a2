public import ArgumentParser
import Tensors
public import Training

/// Optimiser, schedule and loss.
struct LearningOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Peak learning rate; without it chosen by the model's width.")
  var learningRate: Double?
  @Option(help: "\(Schedule.allCases.map(\.rawValue).joined(separator: ", ")).") var lrSchedulerType = Schedule.linear
  @Option(parsing: .unconditional, help: "Updates over which the learning rate rises; below 1 a share of all.")
  var warmupSteps: Double?
  @Option(parsing: .unconditional, help: "The same as a share; 0.1 where neither is given.") var warmupRatio: Double?
  @Option(parsing: .unconditional, help: "AdamW's weight decay, not on biases and layer norms.") var weightDecay = 0.01
  @Option(
    name: .customLong("adam-beta1"), parsing: .unconditional, help: "How much AdamW keeps of the gradients' mean.")
  var beta1 = 0.9
  @Option(
    name: .customLong("adam-beta2"), parsing: .unconditional, help: "How much AdamW keeps of their squares' mean.")
  var beta2 = 0.999
  @Option(parsing: .unconditional, help: "Keeps AdamW's quotient finite.") var adamEpsilon = 1e-8
  @Option(parsing: .unconditional, help: "The gradient's norm is cut to this; 0 leaves it.") var maxGradNorm = 1.0
  @Option(parsing: .unconditional, help: "The share of a text's loss that goes to all labels alike.")
  var labelSmoothingFactor = 0.0
  @Option(
    help: ArgumentHelp(
      "How much each label counts: balanced makes up for rare ones; or numbers in the labels' order.",
      valueName: "balanced|n,n,…"))
  var classWeights: Trainer.ClassWeights?
  @Option(parsing: .unconditional, help: "Fixes the fresh head, the order of the texts and the dropout.") var seed:
    UInt64 = 42
  @Flag(
    name: [.customLong("bf16"), .customLong("fp16")], inversion: .prefixedNo,
    help: "Round the factors of products to bfloat16, which is faster; weights and sums stay float32.")
  var halfPrecision = false

  func validate() throws {
    if let learningRate, !(learningRate > 0 && learningRate <= 1) {
      throw ValidationError("--learning-rate takes a number above 0, at most 1, got \(learningRate)")
    }
    try check("warmup-steps", warmupSteps ?? 0, in: 0...1e9)
    try check("warmup-ratio", warmupRatio ?? 0, in: 0...1)
    try check("weight-decay", weightDecay, in: 0...1e6)
    try check("adam-beta1", beta1, in: 0...0.999_999)
    try check("adam-beta2", beta2, in: 0...0.999_999_9)
    try check("adam-epsilon", adamEpsilon, in: 1e-30...1)
    try check("max-grad-norm", maxGradNorm, in: 0...1e9)
    try check("label-smoothing-factor", labelSmoothingFactor, in: 0...0.999)
  }

  var trainer: Trainer.Options {
    var options = Trainer.Options()
    (options.learningRate, options.schedule, options.weightDecay) = (learningRate, lrSchedulerType, weightDecay)
    // As in transformers, a number of steps goes before a share.
    if let steps = warmupSteps, steps >= 1 || (steps == 0 && warmupRatio == nil) {
      options.warmup = .steps(Int(steps))
    } else if let share = warmupSteps.flatMap({ $0 > 0 ? $0 : nil }) ?? warmupRatio {
      options.warmup = .share(share)
    }
    (options.adam.beta1, options.adam.beta2, options.adam.epsilon) = (beta1, beta2, adamEpsilon)
    (options.maxGradNorm, options.labelSmoothing, options.seed) = (maxGradNorm, labelSmoothingFactor, seed)
    if let classWeights { options.classWeights = classWeights }
    options.bf16 = halfPrecision
    return options
  }
}

extension Schedule: ExpressibleByArgument {}

extension Trainer.ClassWeights: ExpressibleByArgument {
  /// `balanced`, or numbers with commas between them.
  public init?(argument: String) {
    if argument == "balanced" {
      self = .balanced
      return
    }
    let parts = argument.split(separator: ",").map { Double($0.filter { $0 != " " }) }
    let numbers = parts.compactMap { $0 }.filter { $0.isFinite && $0 > 0 }
    guard numbers.count == parts.count, !numbers.isEmpty else { return nil }
    self = .numbers(numbers)
  }
}
