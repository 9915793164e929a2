public import BERT
import JSON
import Reviews
import SentimentAnalysis
public import Tensors

/// One fine-tuning from files to a model folder.
public struct FineTuning {
  /// The texts, as they were read.
  public let data: TrainingData
  /// What is to be known of them before.
  public let audit: Audit
  let model: SequenceClassifier
  let base: String
  let output: String
  let examples: [Trainer.Example]
  let validation: [Trainer.Example]
  let test: [Trainer.Example]
  let probe: [Trainer.Example]
  let trainerOptions: Trainer.Options
  let options: Options
  let context: PassContext
  let card: ModelCard
  let validationName: String
  let testName: String

  /// Loads the checkpoint and all data, so that what is wrong with them is said before hours are spent.
  ///
  /// - Parameter problem: what the labels are; nil goes by the checkpoint's `config.json`.
  /// - Throws: `CheckpointError`, `FileError`, `DataError`, `TrainingError` or the tokenizer's error.
  public init(
    model name: String, data dataSettings: TrainingData.Settings, problem: Problem? = nil,
    settings: Overrides = Overrides(), output: String, trainer: Trainer.Options, options: Options = Options(),
    in context: PassContext = PassContext()
  ) throws {
    try Self.check(output: output, options)
    let location = try ModelLocation(of: name)
    base = location.folder
    try Self.check(output: output, base: base, options)
    let checkpoint = try Configuration(folder: base)
    let data = try TrainingData(
      dataSettings, problem: problem ?? checkpoint.problem, known: checkpoint.labels,
      tellsApart: checkpoint.source["architectures"]?[0]?.stringValue?.hasSuffix("ForSequenceClassification") == true)
    try trainer.check(data.problem, labels: data.labels)
    var model = try SequenceClassifier(
      folder: base, labels: data.labels, problem: data.problem, freshHead: trainer.seed, in: context)
    let modelSettings = try settings.apply(
      to: &model.configuration, folder: base, hasNewLabels: data.labels != checkpoint.labels)
    if let frozen = trainer.frozenLayers, frozen > model.configuration.layerCount {
      throw TrainingError("--freeze-layers \(frozen): the model has \(model.configuration.layerCount) layers")
    }
    let encoder = try TextEncoder(folder: base, model.configuration, modelSettings)
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
    audit = Audit(
      data, tokenCounts: tokenCounts, maxLength: encoder.maximumLength, longest: model.configuration.maximumTokens)
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
    validationName = dataSettings.validation.map(folderName) ?? "a part of the training texts"
    testName = dataSettings.test.map(folderName) ?? "another part of the training texts"
    try options.check(model.configuration, validation: validation.map(\.target))
  }

  /// What the model will tell apart, in the order of its outputs.
  public var labels: [String] { model.configuration.labels }

  /// What the evaluations to come are listed in.
  public var evaluationTable: EvaluationTable {
    EvaluationTable(
      problem: model.configuration.problem, hasValidation: !validation.isEmpty, hasProbe: !probe.isEmpty)
  }

  /// What is about to happen, in a sentence.
  public var summary: String {
    let tokens = examples.reduce(0) { $0 + $1.ids.count }
    return "\(examples.count) texts of \(tokens / max(1, examples.count)) tokens on average to train on, "
      + "\(validation.count) to validate; labels \(model.configuration.labels.joined(separator: ", "))"
  }
}

extension FineTuning.Overrides {
  /// Writes the settings to where the model that comes out will be read.
  fileprivate func apply(
    to configuration: inout Configuration, folder: String, hasNewLabels: Bool
  ) throws -> ModelSettings {
    configuration.setDropout(hidden: hiddenDropout, attention: attentionDropout, classifier: classifierDropout)
    let limit = min(maxLength, configuration.maximumTokens)
    guard (headLength ?? 0) + (tailLength ?? 0) <= limit - 2, headLength != 0 || tailLength != 0 else {
      throw TrainingError(
        "--head-length and --tail-length together should be from 1 to \(limit - 2), the tokens of a text that are read")
    }
    // What is known of the base's labels goes with them, or else holds until validation texts say better.
    var settings = hasNewLabels ? ModelSettings() : try ModelSettings(configuration, folder: folder)
    (settings.maxLength, settings.headLength, settings.tailLength) = (limit, headLength, tailLength)
    try settings.store(in: &configuration)
    return settings
  }
}
