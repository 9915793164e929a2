/// `textDocument/didChange`: edits, each of which starts from the result of the one before it.
public struct DidChangeTextDocumentNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/didChange"

  /// The document, with the version that it has after all edits.
  public var textDocument: VersionedTextDocumentIdentifier
  /// The edits in order.
  public var contentChanges: [TextDocumentContentChange]
}

/// One edit.
public struct TextDocumentContentChange: Decodable, Sendable {
  /// What is replaced; nil means the whole document.
  public var range: PositionRange?
  /// What stands there instead.
  public var text: String

  /// Replaces `range` by `text`.
  public init(range: PositionRange?, text: String) {
    self.range = range
    self.text = text
  }
}
