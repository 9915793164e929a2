/// How bad news is.
package enum MessageType: Int, Encodable, Sendable {
  case error = 1
  case warning = 2
  case info = 3
  case log = 4
}

/// `window/showMessage`: a sentence that the user should see.
package struct ShowMessageNotification: ServerMessage {
  package static let method = "window/showMessage"

  package var type: MessageType
  package var message: String

  package init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}

/// `window/logMessage`: a sentence for the client's log.
package struct LogMessageNotification: ServerMessage {
  package static let method = "window/logMessage"

  package var type: MessageType
  package var message: String

  package init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}

/// `window/showMessageRequest`: a question to the user. The answer is one of the actions, or null.
package struct ShowMessageRequest: ServerMessage {
  package static let method = "window/showMessageRequest"

  package struct Action: Encodable, Sendable {
    package var title: String
  }

  package var type: MessageType
  package var message: String
  package var actions: [Action]

  package init(type: MessageType, message: String, answers: [String]) {
    (self.type, self.message, actions) = (type, message, answers.map(Action.init))
  }
}
