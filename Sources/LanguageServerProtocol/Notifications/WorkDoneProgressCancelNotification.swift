/// `window/workDoneProgress/cancel`: the user cancelled work with a progress.
package struct WorkDoneProgressCancelNotification: MessageParameters {
  package static let method = "window/workDoneProgress/cancel"

  /// The progress's token. The server's tokens are strings.
  package var token: String
}
