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

  /// Loads the checkpoint and all data, so that what is wrong with them is said before hours are spent.
  ///
  /// - Throws: `CheckpointError`, `DataError` or the tokenizer's error.
  public init(
    model base: String, training: [String], validation: String?, columns: LabelledData.Columns, labels: [String]?,
    maxLength: Int, output: String, options: Trainer.Options
  ) throws {
    var labels = labels
    var problems: [String] = []
    var texts: [LabelledData.Example] = []
    for path in training {
      let data = try LabelledData(path: path, columns: columns, labels: labels)
      labels = labels ?? data.labels  // the first file's hold for all
      texts += data.examples
      problems += data.problems
    }
    let names = labels ?? []
    guard names.count >= 2, Set(names.map { $0.lowercased() }).count == names.count, !names.contains("") else {
      throw DataError("the labels (\(names.joined(separator: ", "))) should be two or more different names")
    }
    let held = try validation.map { try LabelledData(path: $0, columns: columns, labels: labels) }
    self.problems = problems + (held?.problems ?? [])
    var model = try SequenceClassifier(folder: base, labels: labels, freshHead: options.seed)
    let limit = min(maxLength, model.configuration.maximumPositions)
    var ours = model.configuration.source["sentiment"]?.objectValue ?? JSONObject()
    ours["max_length"] = .integer(Int64(limit))
    model.configuration.source["sentiment"] = .object(ours)
    let encoder = try TextEncoder(folder: base, model.configuration)
    func encoded(_ examples: [LabelledData.Example]) -> [Trainer.Example] {
      examples.map { Trainer.Example(ids: encoder.encode($0.text).ids, label: $0.label) }
    }
    self.model = model
    self.base = base
    self.output = output
    self.options = options
    examples = encoded(texts)
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
    var best = -1.0
    var trainer = Trainer(model, examples: examples, options: options)
    try trainer.run(validation: validation) { event, model in
      report(event)
      guard case .evaluated(_, let evaluation) = event else { return }
      if evaluation.count == 0 || evaluation.accuracy > best {
        best = evaluation.accuracy
        try save(model)
      }
    }
  }

  private func save(_ model: SequenceClassifier) throws {
    try copyTokenizer(from: base, to: output)
    try model.save(folder: output)
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
