public import ArgumentParser
import Foundation
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
      Check.self, Classify.self, Explain.self, Train.self, Evaluate.self, Inspect.self, Export.self, Bench.self,
    ])

  /// As `run` of argument-parser, but trouble of every kind exits with 2: 1 means "something was flagged".
  static func main() {
    do {
      var command = try parseAsRoot()
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
      "A model folder, or org/name[@revision] in the Hugging Face cache; without it SENTIMENT_MODEL, else the built-in model.",
      valueName: "dir|name"))
  var model: String?

  @Option(help: "The encoder's arithmetic: \(SentimentModel.Compute.allCases.map(\.rawValue).joined(separator: ", ")).")
  var compute: SentimentModel.Compute = .auto

  @Option(help: "Cores to use; without it all.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a number from 1 up, got \(threads)") }
  }

  func load() throws -> SentimentModel { try SentimentModel(named: model, compute: compute, threads: threads) }
}

extension SentimentModel.Compute: ExpressibleByArgument {}
