/// `textDocument/didClose`: the client will tell no more of this document.
package struct DidCloseTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didClose"

  package var textDocument: TextDocumentIdentifier
}
