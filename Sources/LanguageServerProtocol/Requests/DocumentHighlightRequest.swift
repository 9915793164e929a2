/// `textDocument/documentHighlight`: the ranges to highlight for a position.
package struct DocumentHighlightRequest: MessageParameters {
  package static let method = "textDocument/documentHighlight"

  package var textDocument: TextDocumentIdentifier
  package var position: Position
}

/// A highlighted range of a document.
package struct DocumentHighlight: Encodable, Hashable, Sendable {
  /// The style of the highlight, by the specification's numbers.
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
