import JSON
import JSONRPC
import LanguageServerProtocol

/// Takes `shutdown`, `exit` and `$/cancelRequest`.
enum LifecycleHandler {
  /// Requests made before are still answered; documents are no longer read.
  static func shutDown(_ session: inout Session) -> Reply {
    session.phase = .shutDown
    for uri in session.documents.keys { session.abandonAnalysis(of: uri) }
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
}
