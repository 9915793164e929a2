public import BERT
import Foundation
import JSON
import SentimentAnalysis

/// One fine-tuning from files to a model folder.
public struct FineTuning {
  /// Rows that could not be used, each a sentence with file and line.
  public let problems: [String]
  private let model: SequenceClassifier
  private let base: String
  private let output: String
  private let examples: [Trainer.Example]
  private let validation: [Trainer.Example]
  private let options: Trainer.Options
  private let card: ModelCard
  private let validationFile: String?

  /// Loads the checkpoint and all data, so that what is wrong with them is said before hours are spent.
  ///
  /// - Parameter problem: what the labels are; nil goes by the checkpoint's `config.json`.
  /// - Throws: `CheckpointError`, `DataError` or the tokenizer's error.
  public init(
    model name: String, training: [String], validation: String?, columns: LabelledData.Columns, labels: [String]?,
    problem: Problem? = nil, maxLength: Int, output: String, options: Trainer.Options
  ) throws {
    let location = try ModelLocation(of: name)
    base = location.folder
    let problem = try problem ?? Configuration(folder: base).problem
    var labels = labels
    var problems: [String] = []
    var texts: [LabelledData.Example] = []
    var files: [(file: String, texts: Int)] = []
    for path in training {
      let data = try LabelledData(path: path, columns: columns, labels: labels, problem: problem)
      labels = labels ?? data.labels  // the first file's hold for all
      texts += data.examples
      files.append((folderName(path), data.examples.count))
      problems += data.problems
    }
    let names = labels ?? []
    guard names.count >= (problem == .singleLabel ? 2 : 1), Set(names.map { $0.lowercased() }).count == names.count,
      !names.contains("")
    else {
      throw DataError(
        "the labels (\(names.joined(separator: ", "))) should be \(problem == .singleLabel ? "two or more " : "")different names"
      )
    }
    let held = try validation.map { try LabelledData(path: $0, columns: columns, labels: labels, problem: problem) }
    self.problems = problems + (held?.problems ?? [])
    guard problem != .regression || names.count == 1 else {
      throw DataError("a regression has one value; name it with --label-names NAME")
    }
    var model = try SequenceClassifier(folder: base, labels: labels, problem: problem, freshHead: options.seed)
    let limit = min(maxLength, model.configuration.maximumTokens)
    var ours = model.configuration.source["sentiment"]?.objectValue ?? JSONObject()
    ours["max_length"] = .integer(Int64(limit))
    ours["temperature"] = nil  // fitted to the base, whose logits these will no longer be
    model.configuration.source["sentiment"] = .object(ours)
    let encoder = try TextEncoder(folder: base, model.configuration)
    func encoded(_ examples: [LabelledData.Example]) -> [Trainer.Example] {
      examples.map { Trainer.Example(ids: encoder.encode($0.text).ids, $0.target) }
    }
    self.model = model
    self.output = output
    self.options = options
    examples = encoded(texts)
    card = ModelCard(
      name: folderName(output), base: location.repository, license: ModelCard.license(of: base),
      configuration: model.configuration, data: files,
      hyperparameters: options.facts(model: model.configuration, limit: limit))
    validationFile = validation.map(folderName)
    self.validation = encoded(held?.examples ?? [])
    try makeFolder(output)
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
    if let validationFile { card.result = (validationFile, evaluation) }
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

/// Copies a folder's tokenizer files, those it has.
///
/// - Throws: `CheckpointError` with the file that could not be copied.
public func copyTokenizer(from base: String, to output: String) throws(CheckpointError) {
  let names = [
    "tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json",
    "added_tokens.json",
  ]
  for name in names where FileManager.default.fileExists(atPath: "\(base)/\(name)") {
    try writeWhole(readWhole(path: "\(base)/\(name)"), path: "\(output)/\(name)")
  }
}
