public import ArgumentParser
public import Training

/// The options of a training beside its data, by the names of transformers' `TrainingArguments`.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A JSON file of options, under these names or transformers'; those on the command line go before it.",
      valueName: "file.json"))
  var config: String?

  @OptionGroup(title: "Length of the training") var length: LengthOptions
  @OptionGroup(title: "Learning") var learning: LearningOptions
  @OptionGroup(title: "Model") var changes: ModelChangeOptions
  @OptionGroup(title: "Logs, evaluations and checkpoints") var cadence: CadenceOptions

  var trainer: Trainer.Options {
    var options = learning.trainer
    length.set(&options)
    options.usesDropout = !changes.noDropout
    options.frozenLayers = changes.freezeLayers ?? (changes.freezeEmbeddings ? 0 : nil)
    return options
  }
}

/// How long, and on how many texts at a time.
struct LengthOptions: ParsableArguments {
  @Option(help: "Passes over the training data.") var numTrainEpochs = 3.0
  @Option(help: "Updates to make in place of whole epochs.") var maxSteps: Int?
  @Option(help: "Texts a forward and backward pass.") var perDeviceTrainBatchSize = 32
  @Option(help: "Passes whose gradients make one update.") var gradientAccumulationSteps = 1
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

/// Optimiser, schedule and loss.
struct LearningOptions: ParsableArguments {
  @Option(help: "Peak learning rate; without it chosen by the model's width.") var learningRate: Double?
  @Option(help: "\(Schedule.allCases.map(\.rawValue).joined(separator: ", ")).") var lrSchedulerType = Schedule.linear
  @Option(help: "Updates over which the learning rate rises; below 1 a share of all.") var warmupSteps: Double?
  @Option(help: "The same as a share; 0.1 where neither is given.") var warmupRatio: Double?
  @Option(help: "AdamW's weight decay, not on biases and layer norms.") var weightDecay = 0.01
  @Option(name: .customLong("adam-beta1"), help: "How much AdamW keeps of the gradients' mean.") var beta1 = 0.9
  @Option(name: .customLong("adam-beta2"), help: "How much AdamW keeps of their squares' mean.") var beta2 = 0.999
  @Option(help: "Keeps AdamW's quotient finite.") var adamEpsilon = 1e-8
  @Option(help: "The gradient's norm is cut to this; 0 leaves it.") var maxGradNorm = 1.0
  @Option(help: "The share of a text's loss that goes to all labels alike.") var labelSmoothingFactor = 0.0
  @Option(
    help: ArgumentHelp(
      "How much each label counts: balanced makes up for rare ones; or numbers in the labels' order.",
      valueName: "balanced|n,n,…"))
  var classWeights: ClassWeightsArgument?
  @Option(help: "Fixes the fresh head, the order of the texts and the dropout.") var seed: UInt64 = 42
  @Flag(
    name: [.customLong("bf16"), .customLong("fp16")], inversion: .prefixedNo,
    help: "Half precision; this version trains in float32 all the same, and says so.")
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
    (options.adamBeta1, options.adamBeta2, options.adamEpsilon) = (beta1, beta2, adamEpsilon)
    (options.maxGradNorm, options.labelSmoothing, options.seed) = (maxGradNorm, labelSmoothingFactor, seed)
    if let classWeights { options.classWeights = classWeights.weights }
    return options
  }
}

/// What is other than in the checkpoint that the training starts from.
struct ModelChangeOptions: ParsableArguments {
  @Option(help: "Of a longer text, the tokens kept from its start.") var headLength: Int?
  @Option(help: "Of a longer text, the tokens kept from its end; 0 keeps the head alone.") var tailLength: Int?
  @Option(help: "Dropout of embeddings, attention outputs and feed-forward networks.") var hiddenDropout: Double?
  @Option(help: "Dropout of attention probabilities.") var attentionDropout: Double?
  @Option(help: "Dropout before the classifier.") var classifierDropout: Double?
  @Flag(help: "Train without dropout.") var noDropout = false
  @Flag(inversion: .prefixedNo, help: "Leave the embeddings as they are.") var freezeEmbeddings = false
  @Option(help: "Leave the embeddings and so many layers, from the first on, as they are.") var freezeLayers: Int?

  func validate() throws {
    try check("head-length", headLength ?? 0, in: 0...1_000_000)
    try check("tail-length", tailLength ?? 0, in: 0...1_000_000)
    try check("freeze-layers", freezeLayers ?? 0, in: 0...1000)
    for (name, value) in [
      ("hidden-dropout", hiddenDropout), ("attention-dropout", attentionDropout),
      ("classifier-dropout", classifierDropout),
    ] { try check(name, value ?? 0, in: 0...0.999) }
  }

  func settings(maxLength: Int) -> FineTuning.ModelSettings {
    var settings = FineTuning.ModelSettings()
    (settings.maxLength, settings.headLength, settings.tailLength) = (maxLength, headLength, tailLength)
    (settings.hiddenDropout, settings.attentionDropout, settings.classifierDropout) =
      (hiddenDropout, attentionDropout, classifierDropout)
    return settings
  }
}

/// What happens between updates.
struct CadenceOptions: ParsableArguments {
  @Option(help: "When the loss is recorded: no, steps, epoch.") var loggingStrategy: IntervalArgument?
  @Option(help: "Updates from record to record; below 1 a share of all. 50 where nothing is said.")
  var loggingSteps: Double?
  @Option(
    name: [.customLong("eval-strategy"), .customLong("evaluation-strategy")],
    help: "When the validation file is measured: no, steps, epoch; epoch where nothing is said.")
  var evalStrategy: IntervalArgument?
  @Option(help: "Updates from evaluation to evaluation; below 1 a share of all.") var evalSteps: Double?
  @Option(help: "Texts measured at once.") var perDeviceEvalBatchSize = 64
  @Option(help: "When a checkpoint is written: no, steps, epoch, best; epoch where nothing is said.")
  var saveStrategy: IntervalArgument?
  @Option(help: "Updates from checkpoint to checkpoint; below 1 a share of all.") var saveSteps: Double?
  @Option(help: "Checkpoints to keep; with 1 also the best. 0 keeps all.") var saveTotalLimit = 1
  @Flag(inversion: .prefixedNo, help: "Make the best evaluation's model the output, not the last one.")
  var loadBestModelAtEnd = true
  @Option(help: "The figure that is best when it is highest, or of losses and errors lowest.")
  var metricForBestModel = "loss"
  @Flag(inversion: .prefixedNo, help: "Which way that figure is better, where its name does not say it.")
  var greaterIsBetter: Bool?
  @Option(help: "End after so many evaluations in a row that are not better than the best.")
  var earlyStoppingPatience: Int?
  @Option(help: "By how much they must be better to count.") var earlyStoppingThreshold = 0.0
  @Flag(inversion: .prefixedNo, help: "Print at the end how to upload the folder to the Hugging Face hub.")
  var pushToHub = false
  @Option(help: "The name to upload it under.") var hubModelId: String?
  @Option(help: "Where event files for TensorBoard are written; runs in the output folder where nothing is said.")
  var loggingDir: String?
  @Option(help: "Who gets the records: none, tensorboard.") var reportTo: [String] = []
  @Flag(help: "Take an output folder that holds something already.") var overwrite = false
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
    options.evaluationBatchSize = perDeviceEvalBatchSize
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

extension Schedule: ExpressibleByArgument {}

/// The value of `--class-weights`.
struct ClassWeightsArgument: ExpressibleByArgument {
  let weights: Trainer.ClassWeights

  init?(argument: String) {
    if argument == "balanced" {
      weights = .balanced
      return
    }
    let parts = argument.split(separator: ",").map { Double($0.filter { $0 != " " }) }
    let numbers = parts.compactMap { $0 }.filter { $0.isFinite && $0 > 0 }
    guard numbers.count == parts.count, !numbers.isEmpty else { return nil }
    weights = .numbers(numbers)
  }
}

/// - Throws: a sentence that names the option, where its value is out of range.
private func check<Number: Comparable>(_ name: String, _ value: Number, in range: ClosedRange<Number>) throws {
  guard range.contains(value) else {
    throw ValidationError(
      "--\(name) takes a number from \(range.lowerBound) to \(range.upperBound), got \(value)")
  }
}
