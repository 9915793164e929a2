/// `textDocument/documentHighlight`: what belongs to the place under the cursor?
package struct DocumentHighlightRequest: MessageParameters {
  package static let method = "textDocument/documentHighlight"

  package var textDocument: TextDocumentIdentifier
  package var position: Position
}

/// A part of a document that is to stand out.
package struct DocumentHighlight: Encodable, Hashable, Sendable {
  /// How it stands out, by the specification's numbers.
  package enum Kind: Int, Encodable, Sendable {
    case text = 1
    case read = 2
    case write = 3
  }

  package var range: PositionRange
  package var kind: Kind

  package init(range: PositionRange, kind: Kind) {
    self.range = range
    self.kind = kind
  }
}
