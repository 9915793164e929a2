import ArgumentParser
import Training

/// The options for logs, evaluations and checkpoints.
struct CheckpointOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "When to log the loss: no, steps, epoch.") var loggingStrategy:
    IntervalArgument?
  @Option(
    parsing: .unconditional, help: "Number of updates between logs; below 1, a share of all (default: 50).")
  var loggingSteps: Double?
  @Option(
    name: [.customLong("eval-strategy"), .customLong("evaluation-strategy")],
    parsing: .unconditional,
    help: "When to evaluate the validation texts: no, steps, epoch (default: epoch).")
  var evalStrategy: IntervalArgument?
  @Option(parsing: .unconditional, help: "Number of updates between evaluations; below 1, a share of all.")
  var evalSteps: Double?
  @Option(
    parsing: .unconditional,
    help: "Accepted for compatibility with transformers, without effect: batches have 4096 tokens.")
  var perDeviceEvalBatchSize = 64
  @Option(
    parsing: .unconditional, help: "When to save a checkpoint: no, steps, epoch, best (default: epoch).")
  var saveStrategy: IntervalArgument?
  @Option(parsing: .unconditional, help: "Number of updates between checkpoints; below 1, a share of all.")
  var saveSteps: Double?
  @Option(parsing: .unconditional, help: "Number of checkpoints to keep; 1 also keeps the best, 0 keeps all.")
  var saveTotalLimit =
    1
  @Flag(inversion: .prefixedNo, help: "Write the model of the best evaluation instead of the last one.")
  var loadBestModelAtEnd = true
  @Option(help: "Metric that defines the best evaluation: higher is better, except for losses and errors.")
  var metricForBestModel = "loss"
  @Flag(inversion: .prefixedNo, help: "Whether a higher value of that metric is better, if its name does not imply it.")
  var greaterIsBetter: Bool?
  @Option(parsing: .unconditional, help: "Number of evaluations without improvement after which the training stops.")
  var earlyStoppingPatience: Int?
  @Option(parsing: .unconditional, help: "Minimum improvement of the metric that counts.") var earlyStoppingThreshold =
    0.0
  @Flag(inversion: .prefixedNo, help: "Print the command that uploads the folder to the Hugging Face Hub.")
  var pushToHub = false
  @Option(help: "Name of the uploaded model.") var hubModelId: String?
  @Option(help: "Folder of TensorBoard event files (default: runs in the output folder).")
  var loggingDir: String?
  @Option(help: "Destination of the logs: none, tensorboard.") var reportTo: [String] = []
  @Flag(
    help: """
      Write to an output folder that is not empty: its checkpoints and tokenizer files are removed, files with the name of a \
      new one are replaced, all others are kept.
      """)
  var overwrite = false
  @Flag(help: "Resume from the latest checkpoint in the output folder.") var resume = false
  @Option(
    help: ArgumentHelp("Checkpoint to resume from; true for the latest in the output folder.", valueName: "dir|true")
  )
  var resumeFromCheckpoint: String?

  func validate() throws {
    for (name, value) in [("logging-steps", loggingSteps), ("eval-steps", evalSteps), ("save-steps", saveSteps)] {
      if let value, !(value > 0 && value < 1e9) {
        throw ValidationError("--\(name) takes a number above 0, got \(value)")
      }
    }
    if loggingStrategy == .best || evalStrategy == .best {
      throw ValidationError("best is supported by --save-strategy only")
    }
    try check("per-device-eval-batch-size", perDeviceEvalBatchSize, in: 1...100_000)
    try check("save-total-limit", saveTotalLimit, in: 0...1_000_000)
    try check("early-stopping-patience", earlyStoppingPatience ?? 1, in: 1...1_000_000)
    try check("early-stopping-threshold", earlyStoppingThreshold, in: 0...1e9)
    for name in reportTo where !["none", "tensorboard", "all"].contains(name) {
      throw ValidationError("--report-to takes none or tensorboard, got \(name)")
    }
  }

  func options(output: String) -> FineTuning.Options {
    var options = FineTuning.Options()
    options.loggingFolder = reportTo.contains("none") ? nil : loggingDir ?? output + "/runs"
    options.logging = interval(loggingStrategy, loggingSteps) ?? .steps(50)
    options.evaluation = interval(evalStrategy, evalSteps) ?? .epoch
    options.saving = interval(saveStrategy, saveSteps) ?? .epoch
    options.saveTotalLimit = saveTotalLimit > 0 ? saveTotalLimit : nil
    options.loadsBestModel = loadBestModelAtEnd
    (options.metricForBestModel, options.greaterIsBetter) = (metricForBestModel, greaterIsBetter)
    (options.earlyStoppingPatience, options.earlyStoppingThreshold) = (earlyStoppingPatience, earlyStoppingThreshold)
    options.overwrites = overwrite
    switch resumeFromCheckpoint {
    case "true", "True": options.resume = .latest
    case "false", "False", nil: options.resume = resume ? .latest : nil
    case let path?: options.resume = .folder(path)
    }
    return options
  }

  /// A number of steps implies the strategy `steps`.
  private func interval(_ strategy: IntervalArgument?, _ steps: Double?) -> FineTuning.Interval? {
    switch strategy {
    case .no: .never
    case .epoch: .epoch
    case .best: .best
    case .steps: .steps(steps ?? 500)  // the default of transformers
    case nil: steps.map { .steps($0) }
    }
  }
}

/// The value of `--…-strategy`.
enum IntervalArgument: String, ExpressibleByArgument { case no, steps, epoch, best }
