/// `workspace/configuration`: requests the user's settings.
package struct ConfigurationRequest: ServerMessage {
  package static let method = "workspace/configuration"

  /// A section of the settings for a document or folder.
  package struct Item: Encodable, Sendable {
    /// The document or folder; nil for the global settings.
    package var scopeUri: String?
    package var section: String
  }

  /// The requested sections; the result is an array of their values.
  package var items: [Item]

  package init(section: String, scopes: [String?]) {
    items = scopes.map { Item(scopeUri: $0, section: section) }
  }
}
