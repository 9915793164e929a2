import Dispatch
import JSON
import JSONRPC
import LanguageServerProtocol

/// Takes `shutdown`, `exit`, `$/cancelRequest` and `$/setTrace`.
enum LifecycleHandler {
  /// Requests made before are still answered; documents are no longer read.
  static func shutDown(_ session: inout Session) -> Reply {
    session.phase = .shutDown
    for (uri, document) in session.documents {
      session.abandon(uri)
      session.answerPulls(of: uri, ifRead: false)
      if document.wanted != nil { session.documents[uri]?.wanted = nil }
    }
    for request in session.postponed.values.joined() { session.cancel(request.id) }
    for id in Array(session.sweeps.keys) + session.heldSweeps.map(\.id) { session.cancel(id) }
    session.updateProgress(now: .now())
    return .result(.null)
  }

  static func exit(_ session: inout Session) {
    session.exitCode = session.phase == .shutDown ? 0 : 1
  }

  /// A request that is not known has been answered already.
  static func cancel(_ params: JSONValue?, in session: inout Session) throws {
    guard let id = params?["id"].flatMap(RequestID.init) else {
      throw ResponseError(.invalidParams, "The id must be an integer or a string.")
    }
    session.cancel(id)
  }

  static func stopWork(_ notification: WorkDoneProgressCancelNotification, in session: inout Session) {
    session.stopReading(notification.token)
  }

  static func setTrace(_ notification: SetTraceNotification, in session: inout Session) throws {
    guard let value = TraceValue(rawValue: notification.value) else {
      throw ResponseError(.invalidParams, "The value must be off, messages or verbose, not \"\(notification.value)\".")
    }
    session.trace = value
  }
}
