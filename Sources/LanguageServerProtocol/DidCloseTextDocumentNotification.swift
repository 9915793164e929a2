/// `textDocument/didClose`: the client will tell no more of this document.
public struct DidCloseTextDocumentNotification: MessageParameters {
  public static let method = "textDocument/didClose"

  /// The document.
  public var textDocument: TextDocumentIdentifier
}
