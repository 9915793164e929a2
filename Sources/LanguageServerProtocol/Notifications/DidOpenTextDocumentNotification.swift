/// `textDocument/didOpen`: from now on the client tells of every change of this document.
package struct DidOpenTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didOpen"

  package var textDocument: TextDocumentItem
}
