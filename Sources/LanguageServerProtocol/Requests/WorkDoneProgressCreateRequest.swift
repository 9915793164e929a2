/// `window/workDoneProgress/create`: creates a progress with a token.
package struct WorkDoneProgressCreateRequest: ServerMessage {
  package static let method = "window/workDoneProgress/create"

  package var token: String

  package init(token: String) { self.token = token }
}
