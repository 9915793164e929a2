/// `textDocument/inlayHint`: the hints to show inside a range of a document.
package struct InlayHintRequest: MessageParameters {
  package static let method = "textDocument/inlayHint"

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
}

/// A short text that the editor shows at a position but that is not part of the document.
package struct InlayHint: Encodable, Hashable, Sendable {
  package var position: Position
  package var label: String
  /// Whether to show a space before the hint.
  package var paddingLeft = true

  package init(position: Position, label: String) {
    self.position = position
    self.label = label
  }
}
