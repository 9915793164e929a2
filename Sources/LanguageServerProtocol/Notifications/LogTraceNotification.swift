/// `$/logTrace`: an event in the server, for the client's trace.
package struct LogTraceNotification: ServerMessage {
  package static let method = "$/logTrace"

  package var message: String
  /// Details; only for `TraceValue.verbose`.
  package var verbose: String?

  package init(message: String, verbose: String?) {
    self.message = message
    self.verbose = verbose
  }
}
