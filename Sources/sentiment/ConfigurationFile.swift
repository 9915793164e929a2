import ArgumentParser
import BERT
import Foundation
import JSON

/// Reads `--config FILE.json` of a command as if its keys stood on the command line.
///
/// Whatever option the command has can stand in the file, under its own name or, with underscores, under transformers'. What
/// the command line gives goes before the file.
struct ConfigurationFile {
  /// An option as argument-parser describes it.
  private struct Option: Decodable {
    struct Name: Decodable { var name: String }
    var kind: String
    var names: [Name]?
    var isRepeating: Bool
  }
  private struct Tool: Decodable {
    struct Command: Decodable { var arguments: [Option]? }
    var command: Command
  }

  private let path: String
  private let options: [String: Option]
  private let given: [String]

  /// The arguments with those of the file in front of the user's own, behind the command's name.
  ///
  /// - Throws: `ValidationError` that names the file and the key.
  static func expand(_ arguments: [String], of command: (some ParsableCommand).Type) throws -> [String] {
    guard let index = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else {
      return arguments
    }
    let parts = arguments[index].split(separator: "=", maxSplits: 1)
    let next = arguments.index(after: index)
    guard let path = parts.count == 2 ? String(parts[1]) : arguments.indices.contains(next) ? arguments[next] : nil
    else { return arguments }
    let file = try ConfigurationFile(path: path, given: arguments, options: command._dumpHelp())
    return arguments.prefix(1) + (try file.arguments()) + arguments.dropFirst()
  }

  private init(path: String, given: [String], options description: String) throws {
    self.path = path
    self.given = given.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2).prefix { $0 != "=" }) }
    let tool = try JSONValue(parsing: description).decoded(as: Tool.self)
    var options: [String: Option] = [:]
    for option in tool.command.arguments ?? [] {
      for name in option.names ?? [] where name.name.count > 1 { options[name.name] = option }
    }
    self.options = options
  }

  private func arguments() throws -> [String] {
    let json: JSONValue
    do { json = try JSONValue(parsing: readWhole(path: path)) } catch { throw ValidationError("\(path): \(error)") }
    guard var object = json.objectValue else { throw ValidationError("\(path): expected a JSON object of options") }
    if let nested = object["model_config"]?.objectValue {
      // The form that training services write: the family outside, what matters inside.
      for key in ["model", "model_config"] { object[key] = nil }
      for (key, value) in nested { object[key] = value }
    }
    return try object.flatMap { key, value in value.isNull ? [] : try arguments(key, value) }
  }

  private func arguments(_ key: String, _ value: JSONValue) throws -> [String] {
    if let expected = Self.facts[key] {
      guard expected.contains(value) else {
        throw ValidationError(
          "\(path): \"\(key)\" is \(value.serialized()); here it can only be "
            + expected.map { $0.serialized() }.joined(separator: " or "))
      }
      return []
    }
    if Self.needless.contains(key) { return [] }
    let plain = key.replacing("_", with: "-")
    let name = Self.otherNames[plain] ?? plain
    guard name != "config", let option = options[name] else {
      let nearest = (Array(options.keys) + Self.otherNames.keys).min {
        ($0.distance(to: plain), $0) < ($1.distance(to: plain), $1)
      }
      let hint = nearest.map { "; did you mean \"\($0.replacing("-", with: "_"))\"?" } ?? ""
      throw ValidationError("\(path): unknown key \"\(key)\"\(hint)")
    }
    let names = (option.names ?? []).map(\.name)
    if names.contains(where: given.contains) { return [] }
    if option.kind == "flag" {
      guard let isOn = value.boolValue else {
        throw ValidationError("\(path): \"\(key)\" should be true or false, is \(value.serialized())")
      }
      if isOn { return ["--\(name)"] }
      return options["no-\(name)"] == nil ? [] : ["--no-\(name)"]
    }
    let texts = try (value.arrayValue ?? [value]).map { try text($0, key) }
    // The second seed's service says `"early_stopping": true`.
    if name == "early-stopping-patience", let bool = value.boolValue { return bool ? ["--\(name)=1"] : [] }
    return option.isRepeating ? texts.map { "--\(name)=\($0)" } : ["--\(name)=\(texts.joined(separator: ","))"]
  }

  private func text(_ value: JSONValue, _ key: String) throws -> String {
    if let text = value.stringValue { return text }
    if let whole = value.intValue { return "\(whole)" }  // 32.0, too, where a whole number is asked for
    guard value.arrayValue == nil, value.objectValue == nil else {
      throw ValidationError("\(path): \"\(key)\" should be a text or a number, is \(value.serialized())")
    }
    return value.serialized()
  }

  /// Names that others use for our options.
  private static let otherNames = [
    "output-dir": "output", "model-name": "model", "model-name-or-path": "model", "train-file": "train",
    "validation-file": "validation", "test-file": "test", "max-seq-length": "max-length",
    "batch-size":
      "per-device-train-batch-size", "train-batch-size": "per-device-train-batch-size",
    "eval-batch-size":
      "per-device-eval-batch-size", "epochs": "num-train-epochs", "num-epochs": "num-train-epochs",
    "evaluation-strategy": "eval-strategy", "gradient-accumulation": "gradient-accumulation-steps",
    "early-stopping": "early-stopping-patience", "lr": "learning-rate", "lr-scheduler": "lr-scheduler-type",
    "label-smoothing": "label-smoothing-factor", "hidden-dropout-prob": "hidden-dropout",
    "attention-probs-dropout": "attention-dropout", "attention-probs-dropout-prob": "attention-dropout",
    "dropout": "hidden-dropout", "seq-classif-dropout": "classifier-dropout", "overwrite-output-dir": "overwrite",
  ]

  /// What is always so here.
  private static let facts: [String: [JSONValue]] = [
    "category": ["nlp"], "subcategory": ["text-classification"], "task": ["text-classification"],
    "truncation": [true, "longest_first", "only_first"], "optim": ["adamw_torch", "adamw_torch_fused", "adamw_hf"],
    "do_train": [true], "do_eval": [true, false], "use_cpu": [true], "no_cuda": [true],
  ]

  /// What transformers needs to be told and this program does not.
  private static let needless: Set<String> = [
    "padding", "dataloader_num_workers", "dataloader_pin_memory", "remove_unused_columns", "disable_tqdm", "log_level",
    "fp16_opt_level", "save_safetensors", "run_name",
  ]
}

extension String {
  /// The fewest letters to add, drop or change (Levenshtein).
  fileprivate func distance(to other: String) -> Int {
    let (ours, theirs) = (Array(utf8), Array(other.utf8.prefix(64)))
    var row = Array(0...theirs.count)
    for (index, letter) in ours.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in theirs.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[theirs.count]
  }
}
