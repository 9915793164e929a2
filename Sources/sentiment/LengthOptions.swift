import ArgumentParser
import Training

/// How long, and on how many texts at a time.
struct LengthOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Passes over the training data.") var numTrainEpochs = 3.0
  @Option(parsing: .unconditional, help: "Updates to make in place of whole epochs.") var maxSteps: Int?
  @Option(parsing: .unconditional, help: "Texts a forward and backward pass.") var perDeviceTrainBatchSize = 32
  @Option(parsing: .unconditional, help: "Passes whose gradients make one update.") var gradientAccumulationSteps = 1
  @Flag(inversion: .prefixedNo, help: "Put texts of like length together.") var groupByLength = false

  func validate() throws {
    try check("num-train-epochs", numTrainEpochs, in: 1e-6...100_000)
    try check("max-steps", maxSteps.flatMap { $0 < 0 ? nil : $0 } ?? 1, in: 1...1_000_000_000)  // −1 stands for none
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
