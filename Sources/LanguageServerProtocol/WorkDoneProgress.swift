/// `window/workDoneProgress/create`: may the server show progress under this token?
package struct WorkDoneProgressCreateRequest: ServerMessage {
  package static let method = "window/workDoneProgress/create"

  package var token: String

  package init(token: String) { self.token = token }
}

/// `window/workDoneProgress/cancel`: the user wants the work to stop.
package struct WorkDoneProgressCancelNotification: MessageParameters {
  package static let method = "window/workDoneProgress/cancel"

  /// Names the progress. The server's tokens are strings.
  package var token: String
}

/// `$/progress`: how far the work has come.
package struct WorkDoneProgressNotification: ServerMessage {
  package static let method = "$/progress"

  package struct Value: Encodable, Sendable {
    /// `begin`, `report` or `end`.
    package var kind: String
    /// What is done; only at the beginning.
    package var title: String?
    /// Whether the user may stop it; not at the end.
    package var cancellable: Bool?
    package var message: String?
    /// How much is done, in 0...100; not at the end.
    package var percentage: Int?
  }

  package var token: String
  package var value: Value

  package static func begin(_ token: String, title: String, message: String, percentage: Int) -> Self {
    Self(
      token: token,
      value: Value(kind: "begin", title: title, cancellable: true, message: message, percentage: percentage))
  }

  package static func report(_ token: String, message: String, percentage: Int) -> Self {
    Self(token: token, value: Value(kind: "report", cancellable: true, message: message, percentage: percentage))
  }

  package static func end(_ token: String, message: String) -> Self {
    Self(token: token, value: Value(kind: "end", message: message))
  }
}
