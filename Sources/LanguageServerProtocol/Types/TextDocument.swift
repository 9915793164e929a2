/// A document as the client opens it.
package struct TextDocumentItem: Decodable, Sendable {
  /// The client's name for the document, to be repeated byte for byte.
  package var uri: String
  package var languageId: String
  /// Grows with every change.
  package var version: Int
  package var text: String

  /// A document as a client would open it.
  package init(uri: String, languageId: String, version: Int, text: String) {
    (self.uri, self.languageId, self.version, self.text) = (uri, languageId, version, text)
  }
}

/// Names a document.
package struct TextDocumentIdentifier: Decodable, Sendable {
  package var uri: String
}

/// Names one state of a document.
package struct VersionedTextDocumentIdentifier: Codable, Sendable {
  package var uri: String
  /// The version that the document has after the change.
  package var version: Int
}
