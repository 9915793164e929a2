/// `textDocument/didOpen`: from now on the client tells of every change of this document.
public struct DidOpenTextDocumentNotification: MessageParameters {
  public static let method = "textDocument/didOpen"

  /// The document with its content.
  public var textDocument: TextDocumentItem
}
