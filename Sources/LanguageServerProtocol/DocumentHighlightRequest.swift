/// `textDocument/documentHighlight`: what belongs to the place under the cursor?
public struct DocumentHighlightRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/documentHighlight"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The place in it.
  public var position: Position
}

/// A part of a document that is to stand out.
public struct DocumentHighlight: Encodable, Hashable, Sendable {
  /// How it stands out, by the specification's numbers.
  public enum Kind: Int, Encodable, Sendable {
    case text = 1
    case read = 2
    case write = 3
  }

  /// The part.
  public var range: PositionRange
  /// How it stands out.
  public var kind: Kind

  /// A part that is to stand out.
  public init(range: PositionRange, kind: Kind) {
    self.range = range
    self.kind = kind
  }
}
