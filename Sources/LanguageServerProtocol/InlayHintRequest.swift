/// `textDocument/inlayHint`: what is to be shown between the words of a part of a document?
public struct InlayHintRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/inlayHint"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The part of it that is to be shown.
  public var range: PositionRange
}

/// A short text that an editor shows in a place of a document without its being there.
public struct InlayHint: Encodable, Hashable, Sendable {
  /// The place.
  public var position: Position
  /// The text.
  public var label: String
  /// Whether a space is shown before it.
  public var paddingLeft = true

  /// A text in a place.
  public init(position: Position, label: String) {
    self.position = position
    self.label = label
  }
}

/// `workspace/inlayHint/refresh`: the client should ask again for what it shows between the words.
public enum InlayHintRefreshRequest {
  /// The method's name on the wire.
  public static let method = "workspace/inlayHint/refresh"
}
