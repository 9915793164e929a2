/// How much the server tells of its work.
package enum TraceValue: String, Sendable {
  case off, messages, verbose
}

/// `$/setTrace`: how much the server should tell of its work.
package struct SetTraceNotification: MessageParameters {
  package static let method = "$/setTrace"

  /// The name of a `TraceValue`.
  package var value: String
}

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
