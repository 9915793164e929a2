public import ArgumentParser
import Files
import Foundation
import JSON
public import JSONRPC
public import Logging
import Reviews
public import SentimentAnalysis
import SentimentServer
import Tensors

/// `sentiment-lsp`: serves one client over standard input and output.
struct SentimentLSP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment-lsp",
    abstract: "Language server that classifies the sentiment of reviews and explains each result.",
    version: SentimentAnalysis.version)

  @Flag(help: "Accepted for editors that pass it: standard input and output are always used.")
  var stdio = false

  @Option(name: .customLong("clientProcessId"), help: "Exit when the process with this id exits.")
  var clientProcessId: Int32?

  @Option(help: "Framing of messages: lsp (Content-Length headers) or ndjson (one JSON message per line).")
  var framing = Framing.lsp

  @Option(help: ArgumentHelp("Log file to append to (default: standard error).", valueName: "file"))
  var log: String?

  @Option(help: "Minimum level of log messages.")
  var logLevel = Logger.Level.warning

  @Flag(help: "Print the JSON Schema of the settings.")
  var printConfigSchema = false

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Model folder (path starting with ./, ../, / or ~), or org/name[@revision] in the Hugging Face cache. Overrides the settings. Repeatable: the probabilities of several models are averaged.",
      valueName: "dir|name"))
  var models: [String] = []

  @Option(help: "Arithmetic of the encoder.")
  var compute = SentimentModel.Compute.auto

  @Option(help: "Number of threads (default: all cores).")
  var threads: Int?

  @Flag(name: .customLong("no-config"), help: "Ignore .sentiment.json files.")
  var ignoresProjects = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads takes a whole number above 0, got \(threads)") }
  }

  func run() throws {
    if printConfigSchema {
      _ = ByteStream.standardOutput.writeOutput(Array(Settings.schema.fileBytes))
      return
    }
    ProcessControl.ignoreBrokenPipes()
    let output = try ByteStream.reserveStandardOutput()
    let append: @Sendable ([UInt8]) throws -> Void =
      try log.map { try RotatingFile(FilePath(text: $0)).append } ?? { try ByteStream.standardError.write($0) }
    let handler = LineLog(level: logLevel, write: append)
    let kernels = try Kernels(environment: ProcessInfo.processInfo.environment)
    var configuration = ServerConfiguration(
      framing: framing, clientProcess: clientProcessId, logger: Logger(label: "sentiment-lsp") { _ in handler }
    ) { [compute, threads, kernels] key in
      LoadedModel(
        try SentimentModel(
          named: key.names, compute: compute, threads: threads, kernels: kernels, polarities: key.polarities))
    }
    configuration.readsProjects = !ignoresProjects
    configuration.modelSignature = { ModelLocation.signature(ofModels: $0.names) }
    configuration.asksAboutModels = models.isEmpty
    if !models.isEmpty {
      configuration.override = { [models] settings in (settings.model, settings.models) = (models, [:]) }
    }
    let connection = Connection(framing: framing) {
      // A read error ends the session, as the end of the stream does.
      do { return try ByteStream.standardInput.read() } catch { return [] }
    } write: { bytes in
      output.writeOutput(bytes)
    }
    // Exits without waiting for threads that are blocked in a read or in the model.
    let code = serve(connection, configuration, termination: ProcessControl.onTermination)
    handler.flush()
    ProcessControl.exit(code)
  }
}

extension Framing: ExpressibleByArgument {}
extension SentimentModel.Compute: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
