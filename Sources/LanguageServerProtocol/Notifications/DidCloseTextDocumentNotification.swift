/// `textDocument/didClose`: the client closed a document and sends no more changes of it.
package struct DidCloseTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didClose"

  package var textDocument: TextDocumentIdentifier
}
