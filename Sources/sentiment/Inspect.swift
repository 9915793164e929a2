import ArgumentParser
import BERT
import Foundation
import JSON
import SentimentAnalysis

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a model is, how it is understood and what loading it had to remark on.")

  @Argument(help: ArgumentHelp("The same as --model.", valueName: "dir|name")) var model: String?
  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let model, let other = modelOptions.model, model != other {
      throw ValidationError("name one model: \(model), or --model \(other)")
    }
  }

  func run() throws {
    let facts = try ModelFacts(
      named: model ?? modelOptions.model, compute: modelOptions.compute, threads: modelOptions.threads,
      polarities: polarityOptions.polarities)
    if json { return writeText(facts.json.serialized() + "\n") }
    for (name, value) in facts.lines {
      writeText(name.padding(toLength: 14, withPad: " ", startingAt: 0) + value + "\n")
    }
  }
}

extension ModelFacts {
  /// For people: names and values.
  fileprivate var lines: [(name: String, value: String)] {
    func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
    return [
      ("name", name), ("folder", folder), ("architecture", configuration.family.rawValue),
      ("problem type", configuration.problem.rawValue),
      ("labels", zip(configuration.labels, polarities).map { "\($0) (\($1.rawValue))" }.joined(separator: ", ")),
      ("parameters", "\(parameterCount)"), ("layers", "\(configuration.layerCount)"),
      ("hidden size", "\(configuration.hiddenSize)"), ("heads", "\(configuration.headCount)"),
      ("activation", "\(configuration.activation)"), ("vocabulary", "\(configuration.vocabularySize)"),
      ("tokenizer", tokenizer), ("max length", "\(maximumTokens)"),
      ("precision", precisions.joined(separator: ", ")), ("compute", compute.rawValue), ("threads", "\(threads)"),
      ("calibration", "\(calibration)"), ("disk", megabytes(fileBytes)), ("memory", megabytes(memoryBytes)),
    ] + warnings.map { ("warning", $0) }
  }

  /// For scripts. Sizes are in bytes.
  fileprivate var json: JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    return [
      "name": .string(name), "folder": .string(folder), "architecture": .string(configuration.family.rawValue),
      "problem_type": .string(configuration.problem.rawValue), "labels": list(configuration.labels),
      "polarities": list(polarities.map(\.rawValue)), "parameters": number(parameterCount),
      "layers": number(configuration.layerCount), "hidden_size": number(configuration.hiddenSize),
      "heads": number(configuration.headCount), "activation": .string("\(configuration.activation)"),
      "vocabulary": number(configuration.vocabularySize), "tokenizer": .string(tokenizer),
      "max_length": number(maximumTokens), "precision": list(precisions), "compute": .string(compute.rawValue),
      "threads": number(threads), "calibration": .string("\(calibration)"), "disk_bytes": number(fileBytes),
      "memory_bytes": number(memoryBytes), "warnings": list(warnings),
    ]
  }
}
