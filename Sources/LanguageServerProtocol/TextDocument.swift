/// A document as the client opens it.
public struct TextDocumentItem: Decodable, Sendable {
  /// The client's name for the document, to be repeated byte for byte.
  public var uri: String
  /// The kind of text, such as `plaintext`.
  public var languageId: String
  /// Grows with every change.
  public var version: Int
  /// The whole content.
  public var text: String

  /// A document as a client would open it.
  public init(uri: String, languageId: String, version: Int, text: String) {
    (self.uri, self.languageId, self.version, self.text) = (uri, languageId, version, text)
  }
}

/// Names a document.
public struct TextDocumentIdentifier: Decodable, Sendable {
  /// The client's name for the document.
  public var uri: String
}

/// Names one state of a document.
public struct VersionedTextDocumentIdentifier: Decodable, Sendable {
  /// The client's name for the document.
  public var uri: String
  /// The version that the document has after the change.
  public var version: Int
}
