/// `$/progress`: reports the progress of work.
package struct WorkDoneProgressNotification: ServerMessage {
  package static let method = "$/progress"

  package struct Value: Encodable, Sendable {
    /// `begin`, `report` or `end`.
    package var kind: String
    /// The name of the work; only in `begin`.
    package var title: String?
    /// Whether the user may cancel the work; not in `end`.
    package var cancellable: Bool?
    package var message: String?
    /// The completed share, in 0...100; not in `end`.
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
