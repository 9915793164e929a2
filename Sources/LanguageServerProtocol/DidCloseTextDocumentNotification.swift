/// `textDocument/didClose`: the client will tell no more of this document.
public struct DidCloseTextDocumentNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/didClose"

  /// The document.
  public var textDocument: TextDocumentIdentifier
}
