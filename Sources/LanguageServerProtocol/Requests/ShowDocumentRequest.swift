/// `window/showDocument`: a document that the user should see.
package struct ShowDocumentRequest: ServerMessage {
  package static let method = "window/showDocument"

  package var uri: String
  /// Whether another program than the editor should show it.
  package var external: Bool

  package init(uri: String, external: Bool) {
    (self.uri, self.external) = (uri, external)
  }
}
