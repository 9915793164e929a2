import JSONRPC
import LanguageServerProtocol

/// Handles `$/setTrace`.
enum SetTraceHandler: NotificationHandler {
  static func handle(_ notification: SetTraceNotification, in session: inout Session) throws {
    guard let value = TraceValue(rawValue: notification.value) else {
      throw ResponseError(.invalidParams, "The value must be off, messages or verbose, not \"\(notification.value)\".")
    }
    session.client.trace = value
  }
}
