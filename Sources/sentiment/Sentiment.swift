public import ArgumentParser
import Files
import Foundation
import Reviews
public import SentimentAnalysis
import Tensors

/// The companion of the language server: reads, checks, explains and trains.
@main
struct Sentiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment",
    abstract: "Reads the sentiment of reviews with a fine-tuned BERT and shows which words decided it.",
    version: version,
    subcommands: [
      Check.self, Classify.self, Explain.self, Train.self, Evaluate.self, EvaluateExplanations.self,
      Inspect.self, Export.self, Allow.self, Bench.self, Doctor.self, Install.self, Uninstall.self,
    ])

  /// As `run` of argument-parser, but trouble of every kind exits with 2: 1 means "something was flagged".
  static func main() {
    ProcessMemory.prepareForPasses()
    do {
      var arguments = Array(CommandLine.arguments.dropFirst())
      if arguments.first == Train._commandName { arguments = try ConfigurationFile.expand(arguments, of: Train.self) }
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let code as ExitCode {
      exit(code)
    } catch {
      let isTrouble = exitCode(for: error) != .success
      writeText(fullMessage(for: error) + "\n", toError: isTrouble)
      exit(isTrouble ? ExitCode(2) : .success)
    }
  }

  private static func exit(_ code: ExitCode) -> Never { Foundation.exit(code.rawValue) }
}

/// The options of every command that loads a model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model folder, whose path begins with ./, ../, / or ~, or org/name[@revision] in the Hugging Face cache; without it SENTIMENT_MODEL, else the built-in model.",
      valueName: "dir|name"))
  var model: String?

  @Option(help: "The encoder's arithmetic: \(SentimentModel.Compute.allCases.map(\.rawValue).joined(separator: ", ")).")
  var compute: SentimentModel.Compute = .auto

  @OptionGroup var cores: CoreOptions

  var threads: Int? { cores.threads }

  /// The model, having told what loading it had to remark on.
  func load(polarities: [String: Polarity] = [:]) throws -> SentimentModel {
    let model = try SentimentModel(
      named: model, compute: compute, threads: threads, kernels: kernels, polarities: polarities)
    warn(model.warnings)
    return model
  }
}

/// The option of every command that computes.
struct CoreOptions: ParsableArguments {
  @Option(help: "Cores to use; without it all.") var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a number from 1 up, got \(threads)") }
  }

  /// What a command that loads no model runs with.
  var context: PassContext { PassContext(threads: threads ?? PassContext.processorCount, kernels: kernels) }
}

/// `SENTIMENT_KERNELS=portable` leaves all products to OpenBLAS.
let kernels = Kernels(rawValue: ProcessInfo.processInfo.environment["SENTIMENT_KERNELS"] ?? "") ?? .best

/// The option of the commands that go by the side on which a label stands.
struct PolarityOptions: ParsableArguments {
  @Option(
    name: .customLong("polarity"),
    help: ArgumentHelp(
      "The side that a label stands on (\(Polarity.names)), where its wording does not say it. A model that gives a value takes bounds: '<2.5=negative'.",
      valueName: "label=side"))
  var settings: [String] = []

  func validate() throws {
    for setting in settings where Self.parse(setting) == nil {
      throw ValidationError("--polarity takes LABEL=SIDE, the side one of \(Polarity.names), got \(setting)")
    }
  }

  var polarities: [String: Polarity] {
    Dictionary(settings.compactMap(Self.parse)) { $1 }
  }

  private static func parse(_ setting: String) -> (String, Polarity)? {
    guard let sign = setting.lastIndex(of: "="),
      let polarity = Polarity(rawValue: String(setting[setting.index(after: sign)...]))
    else { return nil }
    return (String(setting[..<sign]), polarity)
  }
}

extension SentimentModel.Compute: ExpressibleByArgument {}
