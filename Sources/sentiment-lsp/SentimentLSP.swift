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
    abstract: "A language server that reads the sentiment of reviews and shows which words decided it.",
    version: SentimentAnalysis.version)

  @Flag(help: "Talk over standard input and output. That is the only way, so this changes nothing.")
  var stdio = false

  @Option(name: .customLong("clientProcessId"), help: "End when the process with this id does.")
  var clientProcessId: Int32?

  @Option(help: "How messages are told apart: lsp, or ndjson for one JSON message a line.")
  var framing = Framing.lsp

  @Option(help: ArgumentHelp("Append the log to a file; without this it goes to standard error.", valueName: "file"))
  var log: String?

  @Option(help: "The least level that is logged: trace, debug, info, notice, warning, error, critical.")
  var logLevel = Logger.Level.warning

  @Flag(help: "Print the JSON Schema of the settings and exit.")
  var printConfigSchema = false

  @Option(
    help: ArgumentHelp(
      "A folder, whose path begins with ./, ../, / or ~, or org/name[@revision] in the Hugging Face cache. Overrides the settings.",
      valueName: "dir|name"))
  var model: String?

  @Option(help: "The arithmetic of the model: auto, float32, bfloat16, int8.")
  var compute = SentimentModel.Compute.auto

  @Option(help: "The number of threads that the model runs on.")
  var threads: Int?

  @Flag(name: .customLong("no-config"), help: "Read no .sentiment.json.")
  var ignoresProjects = false

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1, not \(threads).") }
  }

  func run() throws {
    if printConfigSchema {
      try ByteStream.standardOutput.write(Settings.schema.fileBytes)
      return
    }
    ProcessControl.ignoreBrokenPipes()
    let output = try ByteStream.reserveStandardOutput()
    let append: @Sendable ([UInt8]) throws -> Void =
      try log.map { try RotatingFile(FilePath($0)).append } ?? { try ByteStream.standardError.write($0) }
    let handler = LineLog(level: logLevel, write: append)
    // `SENTIMENT_KERNELS=portable` leaves all products to OpenBLAS.
    let kernels = Kernels(rawValue: ProcessInfo.processInfo.environment["SENTIMENT_KERNELS"] ?? "") ?? .best
    var configuration = ServerConfiguration(
      framing: framing, clientProcess: clientProcessId, logger: Logger(label: "sentiment-lsp") { _ in handler }
    ) { [compute, threads, kernels] key in
      LoadedModel(
        try SentimentModel(
          named: key.name, compute: compute, threads: threads, kernels: kernels, polarities: key.polarities))
    }
    configuration.readsProjects = !ignoresProjects
    configuration.modelSignature = { ModelLocation.signature(ofModel: $0.name) }
    configuration.asksAboutModels = model == nil
    if let model {
      configuration.override = { settings in (settings.model, settings.models) = (model, [:]) }
    }
    let connection = Connection(framing: framing) {
      // A stream that cannot be read has ended.
      do { return try ByteStream.standardInput.read() } catch { return [] }
    } write: { bytes in
      do { try output.write(bytes) } catch { return false }
      return true
    }
    // Threads that are still in a read or in the model must not hold the process up.
    let code = serve(connection, configuration, termination: ProcessControl.onTermination)
    handler.flush()
    ProcessControl.exit(code)
  }
}

extension Framing: ExpressibleByArgument {}
extension SentimentModel.Compute: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
