/// `textDocument/didChange`: edits, each of which starts from the result of the one before it.
package struct DidChangeTextDocumentNotification: MessageParameters {
  package static let method = "textDocument/didChange"

  /// The document, with the version that it has after all edits.
  package var textDocument: VersionedTextDocumentIdentifier
  package var contentChanges: [TextDocumentContentChange]
}

/// One edit.
package struct TextDocumentContentChange: Decodable, Sendable {
  /// What is replaced; nil means the whole document.
  package var range: PositionRange?
  /// What stands there instead.
  package var text: String

  package init(range: PositionRange?, text: String) {
    self.range = range
    self.text = text
  }
}
