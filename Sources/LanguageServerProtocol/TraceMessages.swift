/// How much the server tells of its work.
public enum TraceValue: String, Sendable {
  case off, messages, verbose
}

/// `$/setTrace`: how much the server should tell of its work.
public struct SetTraceNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "$/setTrace"

  /// The name of a `TraceValue`.
  public var value: String
}

/// `$/logTrace`: what the server has done.
public struct LogTraceNotification: ServerMessage {
  /// The method's name on the wire.
  public static let method = "$/logTrace"

  /// What it has done.
  public var message: String
  /// More about it; only where the client wants to know.
  public var verbose: String?

  /// What the server has done.
  public init(message: String, verbose: String?) {
    self.message = message
    self.verbose = verbose
  }
}
