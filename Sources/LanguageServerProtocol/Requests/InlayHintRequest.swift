/// `textDocument/inlayHint`: what is to be shown between the words of a part of a document?
package struct InlayHintRequest: MessageParameters {
  package static let method = "textDocument/inlayHint"

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
}

/// A short text that an editor shows in a place of a document without its being there.
package struct InlayHint: Encodable, Hashable, Sendable {
  package var position: Position
  package var label: String
  /// Whether a space is shown before it.
  package var paddingLeft = true

  package init(position: Position, label: String) {
    self.position = position
    self.label = label
  }
}
