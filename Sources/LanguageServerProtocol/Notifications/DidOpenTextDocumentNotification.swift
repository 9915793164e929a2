/// `textDocument/didOpen`: the client opened a document and sends all later changes of it.
package struct DidOpenTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didOpen"

  package var textDocument: TextDocumentItem
}
