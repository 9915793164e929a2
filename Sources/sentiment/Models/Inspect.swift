import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import Reviews
import SentimentAnalysis
import Tensors
import Training

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a model's architecture, labels, settings and warnings.")

  @Argument(help: ArgumentHelp("Alternative to --model.", valueName: "dir|name")) var model: String?
  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(
    help: ArgumentHelp(
      "Choose the best explanation form on the texts of this file, and store it in the model's config.json.",
      discussion: "Takes the formats of evaluate; use texts that the model was not trained on.", valueName: "file"))
  var calibrateExplanations: String?
  @OptionGroup var encodingOptions: EncodingOptions
  @OptionGroup var calibration: CalibrationOptions
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let model, let other = modelOptions.model, model != other {
      throw ValidationError("name one model: \(model), or --model \(other)")
    }
    guard calibrateExplanations != nil || !calibration.overwrite && calibration.output == nil else {
      throw ValidationError("--output is the folder of the calibrated copy; pass --calibrate-explanations, too")
    }
  }

  func run() throws {
    let (problems, folder) = try calibrateExplanations.map(chooseForm) ?? ([], nil)
    let facts = try ModelFacts(
      named: folder ?? model ?? modelOptions.model, compute: modelOptions.compute, threads: modelOptions.threads,
      kernels: kernels,
      polarities: polarityOptions.polarities)
    if json {
      writeLine(facts.json)
    } else {
      for (name, value) in facts.lines {
        writeLine(name.padding(toLength: 14, withPad: " ", startingAt: 0) + value)
      }
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }
}

extension Inspect {
  /// Chooses and stores the explanation form.
  ///
  /// - Returns: the problems of the file's rows, and the folder of the copy.
  private func chooseForm(on path: String) throws -> (problems: [String], copy: String?) {
    let name = model ?? modelOptions.model
    let destination = try calibration.destination(
      ofModel: name, command: "sentiment inspect", option: "--calibrate-explanations")
    let model = try SentimentModel(
      named: name, compute: modelOptions.compute, threads: modelOptions.threads, kernels: kernels,
      polarities: polarityOptions.polarities)
    let data = try LabelledData(
      path: path, columns: .init(encoding: encodingOptions.encoding), labels: model.labels, problem: model.problem)
    warn(data.problems)
    let terminal = Terminal()
    let fitted = try ExplanationForm.fitted(to: model, on: data.examples.map(\.text)) { done, all in
      terminal.showProgress(done, of: all, "forms")
    }
    guard let (form, trials) = fitted else {
      throw ValidationError(
        "--calibrate-explanations needs at least \(ExplanationForm.minimumTexts) texts of four or more tokens; \(path) has fewer"
      )
    }
    for line in ExplanationForm.table(trials) { writeLine(line, toError: true) }
    try destination.write { try ModelSettings.update(inFolder: $0) { $0.explanation = form } }
    warn("\(destination.folder)/config.json: explanations \(model.explanationForm) → \(form)")
    return (data.problems, calibration.output == nil ? nil : destination.folder)
  }
}

extension ModelFacts {
  private var labels: String {
    if configuration.labels.isEmpty { return "none" }
    return zip(configuration.labels, polarities).map { "\($0) (\($1.rawValue))" }.joined(separator: ", ")
  }

  /// The names and values that people read.
  fileprivate var lines: [(name: String, value: String)] {
    func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
    return [
      ("name", name), ("folder", folder), ("architecture", configuration.family.rawValue),
      ("problem type", configuration.problem.rawValue),
      ("labels", labels), ("heads", taskHeads.isEmpty ? "none" : taskHeads.map(\.summary).joined(separator: "; ")),
      ("parameters", "\(parameterCount)"), ("layers", "\(configuration.layerCount)"),
      ("hidden size", "\(configuration.hiddenSize)"), ("attention", "\(configuration.headCount) heads"),
      ("activation", "\(configuration.activation)"), ("vocabulary", "\(configuration.vocabularySize)"),
      ("tokenizer", tokenizer), ("max length", "\(maximumTokens)"),
      ("precision", precisions.joined(separator: ", ")), ("compute", compute.rawValue),
      ("kernels", kernels.rawValue), ("threads", "\(threads)"),
      ("calibration", "\(calibration)"), ("explanations", "\(explanationForm)"), ("disk", megabytes(fileBytes)),
      ("memory", megabytes(memoryBytes)),
    ] + warnings.map { ("warning", $0) }
  }

  /// The object that scripts read; sizes are in bytes.
  fileprivate var json: JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    return [
      "name": .string(name.repaired), "folder": .string(folder.repaired),
      "architecture": .string(configuration.family.rawValue),
      "problem_type": .string(configuration.problem.rawValue), "labels": list(configuration.labels),
      "polarities": list(polarities.map(\.rawValue)), "parameters": number(parameterCount),
      "layers": number(configuration.layerCount), "hidden_size": number(configuration.hiddenSize),
      "heads": number(configuration.headCount), "activation": .string("\(configuration.activation)"),
      "vocabulary": number(configuration.vocabularySize), "tokenizer": .string(tokenizer),
      "max_length": number(maximumTokens), "precision": list(precisions), "compute": .string(compute.rawValue),
      "kernels": .string(kernels.rawValue), "threads": number(threads), "calibration": .string("\(calibration)"),
      "quick_layers": number(explanationForm.quickLayers),
      "full_embedding": .string(explanationForm.fullEmbedding.rawValue), "disk_bytes": number(fileBytes),
      "memory_bytes": number(memoryBytes), "warnings": list(warnings),
      "task_heads": .array(
        taskHeads.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue), "labels": list($0.labels)] }),
    ]
  }
}

extension TaskHead {
  /// `aspects (spans: negative, positive)`
  fileprivate var summary: String {
    let outputs = kind == .spans ? SpanTags(labels).types : labels
    return "\(name) (\(kind.rawValue): \(outputs.joined(separator: ", ")))"
  }
}
