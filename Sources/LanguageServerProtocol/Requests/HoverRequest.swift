/// `textDocument/hover`: the text to show for a position.
package struct HoverRequest: MessageParameters {
  package static let method = "textDocument/hover"

  package var textDocument: TextDocumentIdentifier
  package var position: Position
}

/// The result of `textDocument/hover`.
package struct Hover: Encodable, Hashable, Sendable {
  package var contents: MarkupContent
  package var range: PositionRange

  package init(contents: MarkupContent, range: PositionRange) {
    self.contents = contents
    self.range = range
  }
}
