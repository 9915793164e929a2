public import ArgumentParser
import Tensors
public import Training

/// The options for optimizer, schedule and loss.
struct LearningOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Peak learning rate (default: depends on the hidden size of the model).")
  var learningRate: Double?
  @Option(help: "Learning rate schedule.") var lrSchedulerType = Schedule.linear
  @Option(
    parsing: .unconditional, help: "Number of updates during which the learning rate rises; below 1, a share of all.")
  var warmupSteps: Double?
  @Option(parsing: .unconditional, help: "Share of updates during which the learning rate rises (default: 0.1).")
  var warmupRatio: Double?
  @Option(parsing: .unconditional, help: "Weight decay of AdamW, except on biases and layer norms.") var weightDecay =
    0.01
  @Option(
    name: .customLong("adam-beta1"), parsing: .unconditional, help: "Decay rate of AdamW's first moment.")
  var beta1 = 0.9
  @Option(
    name: .customLong("adam-beta2"), parsing: .unconditional, help: "Decay rate of AdamW's second moment.")
  var beta2 = 0.999
  @Option(parsing: .unconditional, help: "Epsilon of AdamW, which keeps its denominator above zero.") var adamEpsilon =
    1e-8
  @Option(parsing: .unconditional, help: "Maximum norm of the gradient; 0 for no clipping.") var maxGradNorm = 1.0
  @Option(parsing: .unconditional, help: "Label smoothing: share of the target that is spread over all labels.")
  var labelSmoothingFactor = 0.0
  @Option(
    help: ArgumentHelp(
      "Weight of each label in the loss: balanced, for weights inverse to the labels' frequencies, or numbers in the labels' order.",
      valueName: "balanced|n,n,…"))
  var classWeights: Trainer.ClassWeights?
  @Option(parsing: .unconditional, help: "Seed of the new head, the order of the texts and the dropout.") var seed:
    UInt64 = 42
  @Flag(
    name: [.customLong("bf16"), .customLong("fp16")], inversion: .prefixedNo,
    help: "Round the factors of matrix products to bfloat16, which is faster; weights and sums stay float32.")
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
    // As in transformers, a number of steps overrides a share.
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
  /// `balanced`, or numbers separated by commas.
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
