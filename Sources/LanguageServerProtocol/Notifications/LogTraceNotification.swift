/// `$/logTrace`: what the server has done.
package struct LogTraceNotification: ServerMessage {
  package static let method = "$/logTrace"

  package var message: String
  /// More about it; only where the client wants to know.
  package var verbose: String?

  package init(message: String, verbose: String?) {
    self.message = message
    self.verbose = verbose
  }
}
