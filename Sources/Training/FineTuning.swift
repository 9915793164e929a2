public import BERT
import Foundation
import JSON
import SentimentAnalysis

/// One fine-tuning from files to a model folder.
public struct FineTuning {
  /// The texts, as they were read.
  public let data: TrainingData
  /// What is to be known of them before.
  public let audit: Audit
  private let model: SequenceClassifier
  private let base: String
  private let output: String
  private let examples: [Trainer.Example]
  private let validation: [Trainer.Example]
  private let options: Trainer.Options
  private let card: ModelCard
  private let validationName: String

  /// Loads the checkpoint and all data, so that what is wrong with them is said before hours are spent.
  ///
  /// - Parameter problem: what the labels are; nil goes by the checkpoint's `config.json`.
  /// - Throws: `CheckpointError`, `DataError` or the tokenizer's error.
  public init(
    model name: String, data settings: TrainingData.Settings, problem: Problem? = nil, maxLength: Int, output: String,
    options: Trainer.Options
  ) throws {
    let location = try ModelLocation(of: name)
    base = location.folder
    let checkpoint = try Configuration(folder: base)
    let data = try TrainingData(settings, problem: problem ?? checkpoint.problem, known: checkpoint.labels)
    var model = try SequenceClassifier(
      folder: base, labels: data.labels, problem: data.problem, freshHead: options.seed)
    let limit = min(maxLength, model.configuration.maximumTokens)
    var ours = model.configuration.source["sentiment"]?.objectValue ?? JSONObject()
    ours["max_length"] = .integer(Int64(limit))
    ours["temperature"] = nil  // fitted to the base, whose logits these will no longer be
    if data.labels != checkpoint.labels { ours["polarity"] = nil }  // of labels that are gone
    model.configuration.source["sentiment"] = .object(ours)
    let encoder = try TextEncoder(folder: base, model.configuration)
    var tokenCounts: [Int] = []
    examples = data.train.map { example in
      let encoded = encoder.encode(example.text)
      tokenCounts.append(encoded.uncutCount)
      return Trainer.Example(ids: encoded.ids, example.target)
    }
    validation = data.validation.map { Trainer.Example(ids: encoder.encode($0.text).ids, $0.target) }
    audit = Audit(data, tokenCounts: tokenCounts, maxLength: limit, longest: model.configuration.maximumTokens)
    self.data = data
    self.model = model
    self.output = output
    self.options = options
    card = ModelCard(
      name: folderName(output), base: location.repository, license: ModelCard.license(of: base),
      configuration: model.configuration,
      data: data.files.prefix(settings.train.count).map { (folderName($0.path), $0.texts) },
      hyperparameters: options.facts(model: model.configuration, limit: limit) + settings.facts)
    validationName = settings.validation.map(folderName) ?? "a part of the training texts"
  }

  /// What is about to happen, in a sentence.
  public var summary: String {
    let tokens = examples.reduce(0) { $0 + $1.ids.count }
    return "\(examples.count) texts of \(tokens / max(1, examples.count)) tokens on average to train on, "
      + "\(validation.count) to validate; labels \(model.configuration.labels.joined(separator: ", "))"
  }

  /// Trains, and writes the folder after each epoch that validates better than all before, or after each without
  /// validation.
  public func run(_ report: (Trainer.Event) -> Void) throws {
    try makeFolder(output)
    var best = -Double.infinity
    var trainer = Trainer(model, examples: examples, options: options)
    try trainer.run(validation: validation) { event, model in
      report(event)
      guard case .evaluated(_, let evaluation) = event else { return }
      if evaluation.count == 0 || evaluation.score > best {
        best = evaluation.score
        try save(model, evaluation)
      }
    }
  }

  private func save(_ model: SequenceClassifier, _ evaluation: Evaluation) throws {
    var card = card
    if evaluation.count > 0 { card.result = (validationName, evaluation) }
    try copyTokenizer(from: base, to: output)
    try model.save(folder: output)
    try writeWhole(Array(card.markdown.utf8), path: output + "/README.md")
  }
}

extension Trainer.Options {
  /// Every setting by the name of its option, for the model card.
  fileprivate func facts(model: Configuration, limit: Int) -> [(name: String, value: String)] {
    [
      ("max-length", "\(limit)"), ("num-train-epochs", "\(epochs)"), ("per-device-train-batch-size", "\(batchSize)"),
      ("learning-rate", "\(learningRate ?? Trainer.learningRate(width: model.hiddenSize))"),
      ("warmup-ratio", "\(warmupRatio)"), ("weight-decay", "\(weightDecay)"), ("max-grad-norm", "\(maxGradNorm)"),
      ("seed", "\(seed)"), ("dropout", usesDropout ? "as config.json says" : "none"),
    ]
  }
}

extension TrainingData.Settings {
  /// What was done to the texts, by the names of the options, for the model card.
  fileprivate var facts: [(name: String, value: String)] {
    var facts = dropPatterns.map { ("drop-pattern", "`\($0.replacing("|", with: "\\|"))`") }
    if removesDuplicates { facts.append(("dedupe", "yes")) }
    for (name, share) in [("validation-split", validationSplit), ("test-split", testSplit)] where share > 0 {
      facts.append((name, "\(share) (\(split.rawValue), seed \(splitSeed))"))
    }
    return facts
  }
}

/// Copies a folder's tokenizer files, those it has; others in the output would be another tokenizer's and are removed.
///
/// - Throws: `CheckpointError` with the file that could not be copied or removed.
public func copyTokenizer(from base: String, to output: String) throws(CheckpointError) {
  let names = [
    "tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json",
    "added_tokens.json",
  ]
  for name in names {
    let (source, target) = ("\(base)/\(name)", "\(output)/\(name)")
    if FileManager.default.fileExists(atPath: source) {
      try writeWhole(readWhole(path: source), path: target)
    } else if FileManager.default.fileExists(atPath: target) {
      do {
        try FileManager.default.removeItem(atPath: target)
      } catch {
        throw CheckpointError("\(target): belongs to another tokenizer and cannot be removed; remove it by hand")
      }
    }
  }
}
