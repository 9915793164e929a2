import JSON
import JSONRPC

/// Handles `$/cancelRequest`. A request that has its response already is ignored.
enum CancelRequestHandler {
  static func handle(_ params: JSONValue?, in session: inout Session) throws {
    guard let id = params?["id"].flatMap(RequestID.init) else {
      throw ResponseError(.invalidParams, "The id must be an integer or a string.")
    }
    session.cancel(id)
  }
}
