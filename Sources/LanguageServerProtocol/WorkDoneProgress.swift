/// `window/workDoneProgress/create`: may the server show progress under this token?
public struct WorkDoneProgressCreateRequest: ServerMessage {
  /// The method's name on the wire.
  public static let method = "window/workDoneProgress/create"

  /// Names the progress.
  public var token: String

  /// Asks for a token.
  public init(token: String) { self.token = token }
}

/// `window/workDoneProgress/cancel`: the user wants the work to stop.
public struct WorkDoneProgressCancelNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "window/workDoneProgress/cancel"

  /// Names the progress. The server's tokens are strings.
  public var token: String
}

/// `$/progress`: how far the work has come.
public struct WorkDoneProgressNotification: ServerMessage {
  /// The method's name on the wire.
  public static let method = "$/progress"

  /// What there is to say.
  public struct Value: Encodable, Sendable {
    /// `begin`, `report` or `end`.
    public var kind: String
    /// What is done; only at the beginning.
    public var title: String?
    /// Whether the user may stop it; not at the end.
    public var cancellable: Bool?
    /// More about it.
    public var message: String?
    /// How much is done, in 0...100; not at the end.
    public var percentage: Int?
  }

  /// Names the progress.
  public var token: String
  /// What there is to say.
  public var value: Value

  /// The work has begun.
  public static func begin(_ token: String, title: String, message: String, percentage: Int) -> Self {
    Self(
      token: token,
      value: Value(kind: "begin", title: title, cancellable: true, message: message, percentage: percentage))
  }

  /// The work goes on.
  public static func report(_ token: String, message: String, percentage: Int) -> Self {
    Self(token: token, value: Value(kind: "report", cancellable: true, message: message, percentage: percentage))
  }

  /// The work is over.
  public static func end(_ token: String, message: String) -> Self {
    Self(token: token, value: Value(kind: "end", message: message))
  }
}
