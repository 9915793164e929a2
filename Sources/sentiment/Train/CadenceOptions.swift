import ArgumentParser
import Training

/// What happens between updates.
struct CadenceOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "When the loss is recorded: no, steps, epoch.") var loggingStrategy:
    IntervalArgument?
  @Option(
    parsing: .unconditional, help: "Updates from record to record; below 1 a share of all. 50 where nothing is said.")
  var loggingSteps: Double?
  @Option(
    name: [.customLong("eval-strategy"), .customLong("evaluation-strategy")],
    parsing: .unconditional,
    help: "When the validation file is measured: no, steps, epoch; epoch where nothing is said.")
  var evalStrategy: IntervalArgument?
  @Option(parsing: .unconditional, help: "Updates from evaluation to evaluation; below 1 a share of all.")
  var evalSteps: Double?
  @Option(
    parsing: .unconditional,
    help: "Taken for transformers' sake: texts are measured 4096 tokens at a time, and no figure depends on it.")
  var perDeviceEvalBatchSize = 64
  @Option(
    parsing: .unconditional, help: "When a checkpoint is written: no, steps, epoch, best; epoch where nothing is said.")
  var saveStrategy: IntervalArgument?
  @Option(parsing: .unconditional, help: "Updates from checkpoint to checkpoint; below 1 a share of all.")
  var saveSteps: Double?
  @Option(parsing: .unconditional, help: "Checkpoints to keep; with 1 also the best. 0 keeps all.") var saveTotalLimit =
    1
  @Flag(inversion: .prefixedNo, help: "Make the best evaluation's model the output, not the last one.")
  var loadBestModelAtEnd = true
  @Option(help: "The figure that is best when it is highest, or of losses and errors lowest.")
  var metricForBestModel = "loss"
  @Flag(inversion: .prefixedNo, help: "Which way that figure is better, where its name does not say it.")
  var greaterIsBetter: Bool?
  @Option(parsing: .unconditional, help: "End after so many evaluations in a row that are not better than the best.")
  var earlyStoppingPatience: Int?
  @Option(parsing: .unconditional, help: "By how much they must be better to count.") var earlyStoppingThreshold = 0.0
  @Flag(inversion: .prefixedNo, help: "Print at the end how to upload the folder to the Hugging Face hub.")
  var pushToHub = false
  @Option(help: "The name to upload it under.") var hubModelId: String?
  @Option(help: "Where event files for TensorBoard are written; runs in the output folder where nothing is said.")
  var loggingDir: String?
  @Option(help: "Who gets the records: none, tensorboard.") var reportTo: [String] = []
  @Flag(
    help: """
      Take an output folder that holds something already: checkpoints and tokenizer files in it are removed, files that \
      have the name of a new one replaced, all others kept.
      """)
  var overwrite = false
  @Flag(help: "Go on from the newest checkpoint in the output folder.") var resume = false
  @Option(
    help: ArgumentHelp("Go on from this checkpoint; true takes the newest in the output folder.", valueName: "dir|true")
  )
  var resumeFromCheckpoint: String?

  func validate() throws {
    for (name, value) in [("logging-steps", loggingSteps), ("eval-steps", evalSteps), ("save-steps", saveSteps)] {
      if let value, !(value > 0 && value < 1e9) {
        throw ValidationError("--\(name) takes a number above 0, got \(value)")
      }
    }
    if loggingStrategy == .best || evalStrategy == .best {
      throw ValidationError("best is for --save-strategy only")
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

  /// Steps that are given mean a strategy of steps, unless another is.
  private func interval(_ strategy: IntervalArgument?, _ steps: Double?) -> FineTuning.Interval? {
    switch strategy {
    case .no: .never
    case .epoch: .epoch
    case .best: .best
    case .steps: .steps(steps ?? 500)  // transformers' own
    case nil: steps.map { .steps($0) }
    }
  }
}

/// The value of `--…-strategy`.
enum IntervalArgument: String, ExpressibleByArgument { case no, steps, epoch, best }
