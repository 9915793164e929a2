/// `textDocument/hover`: what is to be said of the place under the cursor?
public struct HoverRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/hover"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The place in it.
  public var position: Position
}

/// The answer to `textDocument/hover`.
public struct Hover: Encodable, Hashable, Sendable {
  /// What is shown.
  public var contents: MarkupContent
  /// The part of the document that it is about.
  public var range: PositionRange

  /// What is shown about `range`.
  public init(contents: MarkupContent, range: PositionRange) {
    self.contents = contents
    self.range = range
  }
}
