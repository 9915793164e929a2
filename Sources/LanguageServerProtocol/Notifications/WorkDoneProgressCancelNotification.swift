/// `window/workDoneProgress/cancel`: the user wants the work to stop.
package struct WorkDoneProgressCancelNotification: MessageParameters {
  package static let method = "window/workDoneProgress/cancel"

  /// Names the progress. The server's tokens are strings.
  package var token: String
}
