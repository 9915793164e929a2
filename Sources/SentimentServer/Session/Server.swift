public import Dispatch
import Foundation
import JSON
public import JSONRPC
import LanguageServerProtocol
public import Logging
public import Reviews
public import SentimentAnalysis
public import Tensors

/// What a server is started with.
public struct ServerConfiguration: Sendable {
  /// In `ndjson`, `sentiment/*` requests need no `initialize`, and the end of the input waits for outstanding answers.
  public var framing: Framing
  /// The process whose end ends the server; `initialize` may name one, too.
  public var clientProcess: Int32?
  /// How often it is looked whether that process still runs, and whether settings or models have changed on the disk.
  public var checkInterval = DispatchTimeInterval.seconds(2)
  /// Seconds until the first diagnostics of a document that is still being read are published; each later wait is twice as long.
  public var firstReport = 0.1
  /// The least and the most that a model reads at a time, in bytes of text.
  public var batchBytes = 1...65_536
  /// How long work goes on before the client is asked to show its progress.
  public var progressDelay = DispatchTimeInterval.milliseconds(500)
  /// How long settings that the client was asked for are waited for.
  public var settingsPatience = DispatchTimeInterval.seconds(1)
  /// Whether the `.sentiment.json` files of folders are read.
  public var readsProjects = true
  /// Whether to ask before using a model that a `.sentiment.json` names. False if the command line names the model.
  public var asksAboutModels = true
  /// The user's answers about such models.
  public var permissions = ModelPermissions()
  /// What the command line sets, over all other settings.
  public var override: @Sendable (inout Settings) -> Void = { _ in }
  /// Loads a model when it is first needed; runs on the worker's thread.
  public var loadModel: @Sendable (ModelKey) throws -> LoadedModel
  /// Tells one state of a model's files from another; nil where there are none.
  public var modelSignature: @Sendable (ModelKey) -> String? = { _ in nil }
  /// Where the server tells what is of no interest to the client's user.
  public var logger: Logger

  /// A server that loads its models with `loadModel`.
  public init(
    framing: Framing = .lsp, clientProcess: Int32? = nil, logger: Logger,
    loadModel: @escaping @Sendable (ModelKey) throws -> LoadedModel
  ) {
    self.framing = framing
    self.clientProcess = clientProcess
    self.logger = logger
    self.loadModel = loadModel
  }
}

/// A model as the server uses it.
public struct LoadedModel: Sendable {
  /// The model's name.
  public var name: String
  /// The arithmetic that it runs in.
  public var compute: String
  /// The number of threads that it runs on.
  public var threads: Int
  /// What loading it had to remark on.
  public var warnings: [String] = []
  /// Classifies each text, in order; nil for texts left when the context was cancelled. Only the encoder's passes wait for the
  /// context's turn, so other work need not wait while a long text is tokenized.
  public var classify:
    @Sendable (_ texts: [String], _ options: SentimentModel.Options, _ context: PassContext) -> [Classification?]
  /// Finds the words without which a text has another label, in many short passes, each in its turn.
  public var counterfactual: @Sendable (_ text: String, _ context: PassContext) -> Counterfactual? = { _, _ in nil }
}

extension LoadedModel {
  /// Uses a model of the `SentimentAnalysis` module.
  public init(_ model: SentimentModel) {
    name = model.name
    compute = model.compute.rawValue
    threads = model.threads
    warnings = model.warnings
    classify = { model.classify($0, $1, in: $2) }
    counterfactual = { model.counterfactual(to: $0, in: $1) }
  }
}

/// Serves one client until it says `exit` or goes away, and returns the exit code for the process.
///
/// The calling thread becomes the message loop. It alone touches the session: messages are taken strictly in the order in
/// which they came, and what the worker found out joins the same queue.
///
/// - Parameter termination: set up to call its argument when the process is asked to end.
public func serve(
  _ connection: Connection, _ configuration: ServerConfiguration,
  termination: (@escaping @Sendable () -> Void) -> Void = { _ in }
) -> Int32 {
  let events = EventQueue<Event>()
  let worker = Worker { events.push($0) }
  var session = Session(configuration, worker: worker, connection: connection)
  connection.start { events.push(.received($0)) }
  termination { events.push(.terminated) }
  while session.exitCode == nil {
    if let event = events.next(until: session.nextDeadline) { session.handle(event) }
    session.handleDeadlines(now: .now())
    session.startWork()
    session.endAfterInput()
  }
  session.end()
  worker.flush(connection) { session.waitsForReader }
  return session.exitCode ?? 1
}

/// Something that the session has to deal with.
enum Event: Sendable {
  case received(Connection.Incoming)
  case found(ExactString, ReviewTable, edition: Int)
  case rendered(ExactString, edition: Int, RenderedDiagnostics)
  case loaded(ModelKey, Result<LoadedModel, LoadingFailure>)
  /// What the running batch of a lane gave.
  case read(Batch.Outcome, ReadingLane, bytes: Int, nanoseconds: UInt64)
  /// What a command gave that was carried out beside the message loop.
  case carriedOut(Result<CommandOutcome, ResponseError>, for: RequestID)
  /// The files of the open folders are read; of them are these reports that were not given away before, and
  /// these models are needed for more, or the user's permission. Where no model had to read, it says how long looking took.
  case swept(
    RequestID, [DocumentDiagnosticReport], missing: Set<ModelKey>, Set<ModelRequest>, idleNanoseconds: UInt64?)
  /// The process is asked to end.
  case terminated
}

/// The result of a command.
struct CommandOutcome: Sendable {
  /// The answer.
  var result: JSONValue
  /// What the user is shown.
  var message: String?
  /// A page that the user is shown.
  var page: URL?
}

/// Why there is no model, in a sentence.
struct LoadingFailure: Error { var reason: String }
