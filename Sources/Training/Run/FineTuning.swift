public import BERT
import Files
import JSON
import Reviews
import SentimentAnalysis
public import Tensors

/// A fine-tuning from data files to a model folder.
public struct FineTuning {
  /// The data.
  public let data: TrainingData
  /// The audit of the data.
  public let audit: Audit
  /// Sentences about files of the checkpoint that contradict each other.
  public let warnings: [String]
  let model: SequenceClassifier
  /// The encoder as it will be used, if it is frozen.
  let frozenEncoder: SequenceClassifier?
  /// The tasks besides the labels of the main head, and the indices of their heads.
  let tasks: [(data: TaskData, head: Int)]
  let location: ModelLocation
  var base: String { location.folder }
  let output: String
  let examples: [Trainer.Example]
  let validation: [Trainer.Example]
  let test: [Trainer.Example]
  let probe: [Trainer.Example]
  /// The different targets of all texts.
  let targets: Set<Target>
  let trainerOptions: Trainer.Options
  let options: Options
  let context: PassContext
  let card: ModelCard
  /// The metric that decides which evaluation is the best, and the further head that it is of.
  let bestMetric: (task: String?, name: String)
  /// Whether the main head is trained.
  let isMainTrained: Bool
  let validationName: String
  let testName: String

  /// Loads the checkpoint and all data, so that errors in them are reported before hours are spent.
  ///
  /// - Parameters:
  ///   - problem: the type of the problem; nil takes it from the checkpoint's `config.json`.
  ///   - tasks: the tasks besides the labels of the main head. If `dataSettings` have no files to train on, that head stays as
  ///     it is.
  /// - Throws: `CheckpointError`, `FileError`, `TrainingError` or the tokenizer's error.
  public init(
    model name: String, data dataSettings: TrainingData.Settings, problem: Problem? = nil, tasks: [TaskSettings] = [],
    settings: Overrides = Overrides(), output: String, trainer: Trainer.Options, options: Options = Options(),
    in context: PassContext = PassContext()
  ) throws {
    try Self.check(output: output, options)
    location = try ModelLocation(of: name)
    let base = location.folder
    try Self.check(output: output, base: base, options)
    let checkpoint = try Configuration(folder: base)
    let hasMain = !dataSettings.train.isEmpty || tasks.isEmpty
    let data =
      hasMain
      ? try TrainingData(
        dataSettings, problem: problem ?? checkpoint.problem, checkpointLabels: checkpoint.labels,
        isClassifier: checkpoint.source["architectures"]?[0]?.stringValue?.hasSuffix("ForSequenceClassification")
          == true)
      : TrainingData(without: checkpoint.labels, checkpoint.problem)
    try trainer.check(data.problem, labels: data.labels)
    var loaded = try Checkpoint(
      folder: base, labels: hasMain ? data.labels : nil, problem: hasMain ? data.problem : nil,
      freshHead: hasMain ? trainer.seed : nil, in: context)
    var model = loaded.classifier
    let modelSettings =
      hasMain || !trainer.freezesEncoder
      ? try settings.apply(to: &model.configuration, folder: base, hasNewLabels: data.labels != checkpoint.labels)
      : try ModelSettings(model.configuration, folder: base)
    if trainer.freezesEncoder {
      // A model whose own files stay runs in their precision; one that is written anew, in float32.
      (hasMain ? SentimentModel.Compute.float32 : .auto).resolved(for: loaded, context.kernels)
        .prepare(&loaded, in: context)
      frozenEncoder = loaded.classifier
    } else {
      frozenEncoder = nil
    }
    if let frozen = trainer.frozenLayers, frozen > model.configuration.layerCount {
      throw TrainingError("--freeze-layers \(frozen): the model has \(model.configuration.layerCount) layers")
    }
    let encoder = try TextEncoder(folder: base, model.configuration, modelSettings).readingOnce
    let heads = try Self.heads(
      of: tasks, in: &model, dataSettings, trainsLabels: hasMain, frozen: trainer.freezesEncoder, seed: trainer.seed,
      encoder)
    self.tasks = heads.tasks
    warnings = encoder.warnings + heads.warnings
    var tokenCounts: [Int] = []
    examples = data.train.map { example in
      let encoded = encoder.encode(example.text)
      tokenCounts.append(encoded.uncutCount)
      return Trainer.Example(ids: encoded.ids, example.target)
    }
    func encoded(_ examples: [LabelledData.Example]) -> [Trainer.Example] {
      examples.map { Trainer.Example(ids: encoder.encode($0.text).ids, $0.target) }
    }
    validation = encoded(data.validation)
    test = encoded(data.test)
    probe = encoded(data.probe)
    targets = Set((data.train + data.validation + data.test + data.probe).map(\.target))
    audit = Audit(
      data, tokenCounts: tokenCounts, maxLength: encoder.maximumLength, modelLimit: model.configuration.maximumTokens)
    self.data = data
    self.model = model
    self.output = output
    trainerOptions = trainer
    self.options = options
    self.context = context
    card = ModelCard(
      name: folderName(output), base: location.repository, license: ModelCard.license(of: base),
      configuration: model.configuration,
      data: data.files.prefix(dataSettings.train.count).map { (folderName($0.path), $0.texts) },
      hyperparameters: [("max-length", "\(encoder.maximumLength)")]
        + trainer.facts(width: model.configuration.hiddenSize) + dataSettings.facts)
    isMainTrained = hasMain
    validationName = dataSettings.validation.map(folderName) ?? "a part of the training texts"
    testName = dataSettings.test.map(folderName) ?? "another part of the training texts"
    bestMetric = try options.check(
      model.configuration, validation: validation.map(\.target), targets: targets,
      tasks: heads.tasks.filter { !$0.data.validation.isEmpty }.map { data, _ in
        (data.settings.name, TaskEvaluation(of: data).metrics.map(\.name))
      })
  }

  /// Whether the output has the base's own files, and only further heads are new.
  var keepsBase: Bool { trainerOptions.freezesEncoder && !isMainTrained }

  /// Facts and warnings about the data of further tasks.
  public var taskLines: [String] { tasks.flatMap(\.data.lines) }
  /// The skipped rows of further tasks.
  public var taskProblems: [String] { tasks.flatMap(\.data.problems) }

  /// The labels in the order of the outputs.
  public var labels: [String] { model.configuration.labels }

  /// The table that lists the evaluations.
  public var evaluationTable: EvaluationTable {
    EvaluationTable(
      problem: model.configuration.problem, hasValidation: !validation.isEmpty, hasProbe: !probe.isEmpty,
      tasks: tasks.filter { !$0.data.validation.isEmpty }.map { ($0.data.settings.name, $0.data.settings.kind) })
  }

  /// A sentence about the texts and labels of the training.
  public var summary: String {
    let tokens = examples.reduce(0) { $0 + $1.ids.count }
    let tasks = tasks.map {
      "task \($0.data.settings.name): \($0.data.train.count) texts, \($0.data.validation.count) to validate"
    }
    guard isMainTrained else { return tasks.joined(separator: "; ") }
    return "\(examples.count) texts of \(tokens / max(1, examples.count)) tokens on average to train on, "
      + "\(validation.count) to validate; labels \(model.configuration.labels.joined(separator: ", "))"
      + tasks.map { "; " + $0 }.joined()
  }
}

extension FineTuning.Overrides {
  /// Stores the overrides in the configuration of the new model.
  fileprivate func apply(
    to configuration: inout Configuration, folder: String, hasNewLabels: Bool
  ) throws -> ModelSettings {
    configuration.setDropout(hidden: hiddenDropout, attention: attentionDropout, classifier: classifierDropout)
    let limit = min(maxLength, configuration.maximumTokens)
    guard (headLength ?? 0) + (tailLength ?? 0) <= limit - 2, headLength != 0 || tailLength != 0 else {
      throw TrainingError(
        "--head-length and --tail-length must add up to 1 to \(limit - 2) tokens, the limit of a text")
    }
    // The calibration of the base belongs to its labels. It stays valid until validation texts allow a new one.
    var settings = hasNewLabels ? ModelSettings() : try ModelSettings(configuration, folder: folder)
    (settings.maxLength, settings.headLength, settings.tailLength) = (limit, headLength, tailLength)
    settings.windows = nil  // a training reads head and tail
    try settings.store(in: &configuration)
    return settings
  }
}

extension FineTuning {
  /// The command in the marker of an output folder.
  static let command = "sentiment train"

  /// Creates the output folder, and keeps other trainings out of it as long as the lock lives.
  ///
  /// - Throws: `FileError` if another process writes there, or `TrainingError` if one did since the data were read.
  public func lockOutput() throws -> OutputMarker {
    try Folder.make(FilePath(text: output))
    let lock = try OutputMarker(locking: FilePath(text: output))
    try Self.check(output: output, options, isLocked: true)
    try lock.write(Self.command)
    return lock
  }

  /// Trains the model. Writes checkpoints during the training and the model at its end.
  ///
  /// - Parameters:
  ///   - lock: the result of `lockOutput`; nil locks the folder until the training ends.
  ///   - isStopped: called after every update; true ends the training with a checkpoint.
  ///   - report: called about every second, and for every other event.
  /// - Throws: `FileError` or `TrainingError`; earlier checkpoints stay.
  @discardableResult
  public func run(
    in lock: OutputMarker? = nil, isStopped: () -> Bool = { false }, _ report: (Event) -> Void
  ) throws -> Outcome {
    let lock = try lock ?? lockOutput()
    defer { withExtendedLifetime(lock) {} }
    var run = TrainingRun(self)
    if let resume = options.resume { try run.resume(resume, report) }
    if options.resume == nil { try CheckpointFolder.removeAll(in: output) }
    try UnfinishedFolder.removeAll(inTraining: FilePath(text: output))
    if let folder = options.loggingFolder {
      // TensorBoard forgets what an earlier training, or this one before it was killed, wrote about later steps.
      run.writer = try TensorBoardWriter(folder: folder, resumingAt: run.state.globalStep + 1)
    }
    while !run.isDone {
      try run.advance(report)
      if !run.isDone, isStopped() {
        return .interrupted(checkpoint: try run.save(report), step: run.state.globalStep)
      }
    }
    return try run.finish(report)
  }
}
