/// Text for people.
public struct MarkupContent: Encodable, Hashable, Sendable {
  /// How the text is written.
  public enum Kind: String, Encodable, Sendable {
    case plaintext, markdown
  }

  /// How the text is written.
  public var kind: Kind
  /// The text.
  public var value: String

  /// Text written as `kind`.
  public init(kind: Kind, value: String) {
    self.kind = kind
    self.value = value
  }
}
