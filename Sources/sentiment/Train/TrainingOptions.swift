import ArgumentParser
import Training

/// The options of a training except its data, named as in transformers' `TrainingArguments`.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "JSON file of options, with these names or those of transformers; the command line overrides it.",
      valueName: "file.json"))
  var config: String?

  @OptionGroup(title: "Length of the training") var length: LengthOptions
  @OptionGroup(title: "Learning") var learning: LearningOptions
  @OptionGroup(title: "Model") var changes: ModelChangeOptions
  @OptionGroup(title: "Logs, evaluations and checkpoints") var checkpoints: CheckpointOptions

  var trainer: Trainer.Options {
    var options = learning.trainer
    length.set(&options)
    options.usesDropout = !changes.noDropout
    options.frozenLayers = changes.freezeLayers ?? (changes.freezeEmbeddings ? 0 : nil)
    options.freezesEncoder = changes.freezeEncoder
    return options
  }
}

/// The options for the length of the training and the size of its batches.
struct LengthOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Number of passes over the training data.") var numTrainEpochs = 3.0
  @Option(parsing: .unconditional, help: "Number of updates; overrides the epochs.") var maxSteps: Int?
  @Option(parsing: .unconditional, help: "Number of texts per forward and backward pass.") var perDeviceTrainBatchSize =
    32
  @Option(parsing: .unconditional, help: "Number of passes whose gradients are accumulated for one update.")
  var gradientAccumulationSteps = 1
  @Flag(inversion: .prefixedNo, help: "Batch texts of similar length.") var groupByLength = false

  func validate() throws {
    try check("num-train-epochs", numTrainEpochs, in: 1e-6...100_000)
    try check("max-steps", maxSteps.flatMap { $0 < 0 ? nil : $0 } ?? 1, in: 1...1_000_000_000)  // −1 means none
    try check("per-device-train-batch-size", perDeviceTrainBatchSize, in: 1...100_000)
    try check("gradient-accumulation-steps", gradientAccumulationSteps, in: 1...100_000)
  }

  func set(_ options: inout Trainer.Options) {
    options.epochs = numTrainEpochs
    options.maxSteps = maxSteps.flatMap { $0 > 0 ? $0 : nil }
    (options.batchSize, options.accumulationSteps) = (perDeviceTrainBatchSize, gradientAccumulationSteps)
    options.groupsByLength = groupByLength
  }
}

/// - Throws: a `ValidationError` that names the option if its value is out of range.
func check<Number: Comparable>(_ name: String, _ value: Number, in range: ClosedRange<Number>) throws {
  guard range.contains(value) else {
    throw ValidationError(
      "--\(name) takes a number from \(range.lowerBound) to \(range.upperBound), got \(value)")
  }
}
