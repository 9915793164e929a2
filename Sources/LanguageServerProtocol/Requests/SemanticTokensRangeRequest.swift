/// `textDocument/semanticTokens/range`: the semantic tokens of a range of a document.
package struct SemanticTokensRangeRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/range"

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
}
