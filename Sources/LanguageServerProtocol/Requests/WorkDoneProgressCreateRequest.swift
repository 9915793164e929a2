/// `window/workDoneProgress/create`: may the server show progress under this token?
package struct WorkDoneProgressCreateRequest: ServerMessage {
  package static let method = "window/workDoneProgress/create"

  package var token: String

  package init(token: String) { self.token = token }
}
