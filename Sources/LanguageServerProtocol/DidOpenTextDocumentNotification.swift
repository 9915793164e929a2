/// `textDocument/didOpen`: from now on the client tells of every change of this document.
public struct DidOpenTextDocumentNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/didOpen"

  /// The document with its content.
  public var textDocument: TextDocumentItem
}
