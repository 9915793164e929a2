/// `window/showDocument`: a document that the user should see.
public struct ShowDocumentRequest: ServerMessage {
  /// The method's name on the wire.
  public static let method = "window/showDocument"

  /// The document.
  public var uri: String
  /// Whether another program than the editor should show it.
  public var external: Bool

  /// A document that the user should see.
  public init(uri: String, external: Bool) {
    (self.uri, self.external) = (uri, external)
  }
}
