/// `textDocument/semanticTokens/full`: the semantic tokens of a document.
package struct SemanticTokensRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/full"

  package var textDocument: TextDocumentIdentifier
}

/// Tokens with five numbers each: the line relative to the previous token, the character relative to it or to the line's
/// start, the length, the type, and the modifiers as bits.
package struct SemanticTokens: Encodable, Sendable {
  /// The id for a delta request; nil if deltas are not supported.
  package var resultId: String?
  package var data: [Int]

  package init(resultId: String? = nil, data: [Int]) {
    self.resultId = resultId
    self.data = data
  }
}
