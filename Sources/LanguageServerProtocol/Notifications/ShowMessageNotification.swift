/// `window/showMessage`: shows a message to the user.
package struct ShowMessageNotification: ServerMessage {
  package static let method = "window/showMessage"

  package var type: MessageType
  package var message: String

  package init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}
