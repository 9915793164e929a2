/// A document with its text, in `textDocument/didOpen`.
package struct TextDocumentItem: Decodable, Sendable {
  /// The client's name for the document; the server must repeat it byte for byte.
  package var uri: String
  package var languageId: String
  /// The version, which increases with every change.
  package var version: Int
  package var text: String

  package init(uri: String, languageId: String, version: Int, text: String) {
    (self.uri, self.languageId, self.version, self.text) = (uri, languageId, version, text)
  }
}

/// Identifies a document.
package struct TextDocumentIdentifier: Decodable, Sendable {
  package var uri: String
}

/// Identifies one version of a document.
package struct VersionedTextDocumentIdentifier: Codable, Sendable {
  package var uri: String
  package var version: Int
}
