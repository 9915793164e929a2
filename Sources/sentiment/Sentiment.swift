public import ArgumentParser
import Files
import Foundation
import Reviews
public import SentimentAnalysis
import Tensors

/// The command line companion of the language server.
@main
struct Sentiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment",
    abstract: "Classify the sentiment of reviews with a fine-tuned BERT and explain each result.",
    discussion: "Exit codes: 0: success; 1: check found something; 2: an error occurred.",
    version: version,
    subcommands: [
      Check.self, Classify.self, Explain.self, Train.self, Evaluate.self, EvaluateExplanations.self,
      Inspect.self, Export.self, Merge.self, Allow.self, Bench.self, Doctor.self, Install.self, Uninstall.self,
    ])

  /// Like argument-parser's `main`, but every error exits with 2, since 1 means that `check` flagged a review.
  static func main() {
    ProcessMemory.prepareForPasses()
    ProcessMemory.runOnLargeStack { Sentiment.runToItsEnd() }
  }

  private static func runToItsEnd() -> Never {
    do {
      var arguments = CommandLine.textArguments
      if arguments.first == Train._commandName {
        arguments = try visibly { try ConfigurationFile.expand(arguments, of: Train.self) }
      }
      var command = try parse(arguments)
      _ = try Kernels(environment: ProcessInfo.processInfo.environment)
      try visibly { try command.run() }
      exit(.success)
    } catch let code as ExitCode {
      exit(code)
    } catch {
      let message = fullMessage(for: error)
      guard exitCode(for: error) != .success else {  // --help and --version are thrown, too
        write(Array((message + "\n").utf8))
        exit(.success)
      }
      for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
        writeLine(String(line), toError: true)
      }
      exit(ExitCode(2))
    }
  }

  /// Parses arguments. The message of an error quotes them in their visible form.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do { return try parseAsRoot(arguments) } catch {
      _ = try parseAsRoot(arguments.map(\.visible))
      throw ValidationError(message(for: error).visible)
    }
  }

  /// Calls `body`, whose errors are sentences, and makes text of others in them visible.
  private static func visibly<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error where error is ExitCode || exitCode(for: error) == .success {
      throw error  // --help is an error, too
    } catch let error as ValidationError {
      throw ValidationError(error.message.visible)
    } catch {
      throw CommandError(message(for: error).visible)
    }
  }

  private static func exit(_ code: ExitCode) -> Never { endProcess(code.rawValue) }
}

/// The option of commands that print the answers of further heads.
struct HeadOptions: ParsableArguments {
  @Option(
    name: .customLong("heads"),
    help: ArgumentHelp("Further heads to print, such as aspects (default: all).", valueName: "none|all|name,name"))
  var names = "all"

  /// - Throws: a `ValidationError` if the model lacks a head.
  func selection(in model: SentimentModel) throws -> HeadSelection {
    let selection: HeadSelection =
      switch names {
      case "all": .all
      case "none", "": .none
      default: .named(names.split(separator: ",").map { String($0).withoutSpaceAround })
      }
    if let problem = selection.unknownName(in: model.taskHeads) { throw ValidationError("--heads: \(problem)") }
    return selection
  }
}

/// The option of every command that computes.
struct CoreOptions: ParsableArguments {
  @Option(help: "Number of threads (default: all cores).") var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a whole number above 0, got \(threads)") }
  }

  /// The context of a command that loads no model.
  var context: PassContext { PassContext(threads: threads ?? PassContext.processorCount, kernels: kernels) }
}

/// The kernels of `SENTIMENT_KERNELS`, which are checked before a command runs.
let kernels = (try? Kernels(environment: ProcessInfo.processInfo.environment)) ?? .best

/// The option of every command that uses the polarity of labels.
struct PolarityOptions: ParsableArguments {
  @Option(
    name: .customLong("polarity"),
    help: ArgumentHelp(
      "Polarity of a label (\(Polarity.names)), if its name does not imply one. For a model that predicts a number, polarity of a range: '<2.5=negative'. Repeatable.",
      valueName: "label=polarity"))
  var settings: [String] = []

  func validate() throws {
    for setting in settings where Self.parse(setting) == nil {
      throw ValidationError("--polarity takes LABEL=POLARITY with one of \(Polarity.names), got \(setting)")
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
