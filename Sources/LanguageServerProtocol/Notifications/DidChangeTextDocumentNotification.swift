/// `textDocument/didChange`: edits of a document, each applied to the result of the one before.
package struct DidChangeTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didChange"

  /// The document with its version after all edits.
  package var textDocument: VersionedTextDocumentIdentifier
  package var contentChanges: [TextDocumentContentChange]
}

/// One edit of a document.
package struct TextDocumentContentChange: Decodable, Sendable {
  /// The replaced range; nil means the whole document.
  package var range: PositionRange?
  /// The new text.
  package var text: String

  package init(range: PositionRange?, text: String) {
    self.range = range
    self.text = text
  }
}
