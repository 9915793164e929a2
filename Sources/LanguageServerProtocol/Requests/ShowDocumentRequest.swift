/// `window/showDocument`: shows a document to the user.
package struct ShowDocumentRequest: ServerMessage {
  package static let method = "window/showDocument"

  package var uri: String
  /// Whether to show it in an external program instead of the editor.
  package var external: Bool

  package init(uri: String, external: Bool) {
    (self.uri, self.external) = (uri, external)
  }
}
