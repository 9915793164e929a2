/// `window/logMessage`: a message for the client's log.
package struct LogMessageNotification: ServerMessage {
  package static let method = "window/logMessage"

  package var type: MessageType
  package var message: String

  package init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}
