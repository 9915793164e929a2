import ArgumentParser
import BERT
import Foundation
import JSON
import Reviews
import SentimentAnalysis
import Training

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a model is, how it is understood and what loading it had to remark on.")

  @Argument(help: ArgumentHelp("The same as --model.", valueName: "dir|name")) var model: String?
  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(
    help: ArgumentHelp(
      "Choose on the texts of this file how explanations follow the model's pass, and keep that in its config.json.",
      discussion: "Any file that evaluate takes; use texts that the model was not trained on.", valueName: "file"))
  var calibrateExplanations: String?
  @OptionGroup var calibration: CalibrationOptions
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let model, let other = modelOptions.model, model != other {
      throw ValidationError("name one model: \(model), or --model \(other)")
    }
    guard calibrateExplanations != nil || !calibration.overwrite && calibration.output == nil else {
      throw ValidationError("--output is where a calibrated copy is written; give --calibrate-explanations, too")
    }
  }

  func run() throws {
    let (problems, folder) = try calibrateExplanations.map(chooseForm) ?? ([], nil)
    let facts = try ModelFacts(
      named: folder ?? model ?? modelOptions.model, compute: modelOptions.compute, threads: modelOptions.threads,
      polarities: polarityOptions.polarities)
    if json {
      writeText(facts.json.serialized() + "\n")
    } else {
      for (name, value) in facts.lines {
        writeText(name.padding(toLength: 14, withPad: " ", startingAt: 0) + value + "\n")
      }
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }
}

extension Inspect {
  /// - Returns: what was wrong with rows of the file, and the folder of the copy.
  private func chooseForm(on path: String) throws -> (problems: [String], copy: String?) {
    let name = model ?? modelOptions.model
    let place = try calibration.place(
      ofModel: name, command: "sentiment inspect", option: "--calibrate-explanations")
    let model = try SentimentModel(
      named: name, compute: modelOptions.compute, threads: modelOptions.threads, polarities: polarityOptions.polarities)
    let data = try LabelledData(path: path, labels: model.labels, problem: model.problem)
    warn(data.problems)
    let terminal = Terminal()
    let fitted = ExplanationForm.fitted(to: model, on: data.examples.map(\.text)) { done, all in
      terminal.showProgress(done, of: all, "forms")
    }
    guard let (form, trials) = fitted else {
      throw ValidationError(
        "--calibrate-explanations: \(path) has too few texts of four tokens and more to tell one form from another; give "
          + "\(ExplanationForm.minimumTexts) or more")
    }
    for line in ExplanationForm.table(trials) { writeText(line + "\n", toError: true) }
    try place.write { try ModelSettings.update(inFolder: $0) { $0.explanation = form } }
    warn("\(place.folder)/config.json: explanations \(model.explanationForm) → \(form)")
    return (data.problems, calibration.output == nil ? nil : place.folder)
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
      ("calibration", "\(calibration)"), ("explanations", "\(explanationForm)"), ("disk", megabytes(fileBytes)),
      ("memory", megabytes(memoryBytes)),
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
      "threads": number(threads), "calibration": .string("\(calibration)"),
      "quick_layers": number(explanationForm.quickLayers),
      "full_embedding": .string(explanationForm.fullEmbedding.rawValue), "disk_bytes": number(fileBytes),
      "memory_bytes": number(memoryBytes), "warnings": list(warnings),
    ]
  }
}
