import Foundation
import JSON
public import JSONRPC
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import Synchronization
import Tensors

/// Serves one client until it sends `exit` or closes its end, and returns the exit code of the process.
///
/// The calling thread becomes the message loop. It alone changes the session: messages are handled strictly in order of
/// arrival, and results of the worker join the same queue.
///
/// - Parameter termination: is called once; calls its argument when the process is asked to end.
public func serve(
  _ connection: Connection, _ configuration: ServerConfiguration,
  termination: (@escaping @Sendable () -> Void) -> Void = { _ in }
) -> Int32 {
  let events = EventQueue<Event>()
  let worker = Worker { events.push($0) }
  var session = Session(configuration, worker: worker, connection: connection)
  connection.start { events.push(.received($0)) }
  let isTerminated = Atomic(false)
  termination {
    isTerminated.store(true, ordering: .relaxed)
    events.push(.terminated)
  }
  while session.exitCode == nil {
    if let event = events.next(until: session.nextDeadline) { session.handle(event) }
    session.handleDeadlines(now: .now())
    session.startBatches()
    session.endAfterInput()
  }
  session.end()
  // A reader that has stopped reading must not keep the process from ending.
  worker.flush(connection) {
    !isTerminated.load(ordering: .relaxed) && session.client.waitsForResponses(configuration.framing)
  }
  return session.exitCode ?? 1
}

/// An event of the message loop: a message, or a result of the worker.
enum Event: Sendable {
  case received(Connection.Incoming)
  case found(ExactString, ReviewTable, edition: Int)
  /// The problems in the editor's settings.
  case foundProblems([String])
  case rendered(ExactString, edition: Int, RenderedDiagnostics)
  case loaded(ModelKey, Result<LoadedModel, LoadingFailure>)
  /// The results of the running batch of a lane.
  case read(Batch.Outcome, ReadingLane, bytes: Int, nanoseconds: UInt64)
  case finishedCommand(Result<CommandOutcome, ResponseError>, for: RequestID, Cancellation)
  /// The files of the open folders are read. The diagnostics are those not sent as partial results; the time is nil where
  /// models had to read.
  case swept(WorkspaceSweep, [DocumentDiagnosticReport], WorkspaceSweep.Missing, idleNanoseconds: UInt64?)
  /// The process was asked to end.
  case terminated
}

/// The outcome of a command.
struct CommandOutcome: Sendable {
  /// The response.
  var result: JSONValue
  /// A sentence for the user.
  var message: String?
  /// A page for the user.
  var page: URL?
  /// Whether the command wrote a file that findings depend on.
  var changesFiles = false
}

/// The reason why a model could not be loaded, in a sentence.
struct LoadingFailure: Error { var reason: String }
