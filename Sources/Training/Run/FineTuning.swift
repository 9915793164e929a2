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
  let teachers: [Teacher]
  let distillation: DistillationSettings
  /// The layers that are kept; nil keeps all.
  let layers: [Int]?
  let location: ModelLocation
  var base: String { location.folder }
  let output: String
  let examples: [Trainer.Example]
  let unlabelled: [Trainer.Example]
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
    settings: Overrides = Overrides(), distillation: DistillationSettings = DistillationSettings(), output: String,
    trainer: Trainer.Options, options: Options = Options(), in context: PassContext = PassContext()
  ) throws {
    try Self.check(output: output, options)
    location = try ModelLocation(of: name)
    let base = location.folder
    try Self.check(output: output, base: base, options)
    let checkpoint = try Configuration(folder: base)
    let hasMain = !dataSettings.train.isEmpty || tasks.isEmpty
    try distillation.check(problem ?? checkpoint.problem, dataSettings)
    guard settings.layers == nil || hasMain || !trainer.freezesEncoder else {
      throw TrainingError(
        "--layers changes the encoder, which --freeze-encoder without --train keeps; omit one of them")
    }
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
    try settings.keepLayers(of: &model, folder: base)
    let modelSettings =
      hasMain || !trainer.freezesEncoder
      ? try settings.apply(to: &model.configuration, folder: base, hasNewLabels: data.labels != checkpoint.labels)
      : try ModelSettings(model.configuration, folder: base)
    if trainer.freezesEncoder {
      // A model whose own files stay runs in their precision; one that is written anew, in float32.
      (hasMain ? SentimentModel.Compute.float32 : .auto).resolved(for: loaded, context.kernels)
        .prepare(&loaded, in: context)
      var frozen = loaded.classifier
      if let layers = settings.layers { frozen.keepLayers(layers) }
      frozenEncoder = frozen
    } else {
      frozenEncoder = nil
    }
    if let frozen = trainer.frozenLayers, frozen > model.configuration.layerCount {
      throw TrainingError("--freeze-layers \(frozen): the model has \(model.configuration.layerCount) layers")
    }
    teachers = try distillation.teachers.map {
      try Teacher(named: $0, labels: data.labels, modelSettings, in: context)
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
    unlabelled = encoded(data.unlabelled)
    validation = encoded(data.validation)
    test = encoded(data.test)
    probe = encoded(data.probe)
    targets = Set((data.train + data.validation + data.test + data.probe).map(\.target))
    audit = Audit(
      data, tokenCounts: tokenCounts, maxLength: encoder.maximumLength, modelLimit: model.configuration.maximumTokens)
    self.data = data
    self.distillation = distillation
    layers = settings.layers
    self.model = model
    self.output = output
    trainerOptions = trainer
    self.options = options
    self.context = context
    let cardFiles = data.files.prefix(dataSettings.train.count) + data.files.suffix(dataSettings.unlabelled.count)
    let ownFacts = Self.teacherFacts(distillation) + Self.layerFacts(settings.layers)
    card = ModelCard(
      name: folderName(output), base: location.repository, license: ModelCard.license(of: base),
      configuration: model.configuration,
      data: cardFiles.map { (folderName($0.path), $0.texts) },
      hyperparameters: [("max-length", "\(encoder.maximumLength)")]
        + trainer.facts(width: model.configuration.hiddenSize) + dataSettings.facts + ownFacts)
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
      + (unlabelled.isEmpty ? "" : "\(unlabelled.count) without labels, ")
      + "\(validation.count) to validate; labels \(model.configuration.labels.joined(separator: ", "))"
      + tasks.map { "; " + $0 }.joined()
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
  ///   - isStopped: called after every update, and every few seconds while teachers read the texts; true ends the training, with a
  ///     checkpoint after an update.
  ///   - report: called about every second, and for every other event.
  /// - Throws: `FileError` or `TrainingError`; earlier checkpoints stay.
  @discardableResult
  public func run(
    in lock: OutputMarker? = nil, isStopped: () -> Bool = { false }, _ report: (Event) -> Void
  ) throws -> Outcome {
    let lock = try lock ?? lockOutput()
    defer { withExtendedLifetime(lock) {} }
    var teaching: Teaching?
    if !teachers.isEmpty {
      // A checkpoint of another training is rejected before the teachers read all texts.
      if let resume = options.resume { _ = try checkedState(of: resume) }
      guard let found = try self.teaching(isStopped: isStopped, report) else { return .stoppedBeforeTraining }
      teaching = found
    }
    var run = TrainingRun(self, teaching)
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
