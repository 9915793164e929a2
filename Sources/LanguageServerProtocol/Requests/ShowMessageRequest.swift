/// `window/showMessageRequest`: asks the user a question. The result is one of the actions, or null.
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
