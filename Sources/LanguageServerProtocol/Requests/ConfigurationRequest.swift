/// `workspace/configuration`: what has the user set for these places?
package struct ConfigurationRequest: ServerMessage {
  package static let method = "workspace/configuration"

  /// A section of the settings at a place.
  package struct Item: Encodable, Sendable {
    /// The place; nil where it does not matter.
    package var scopeUri: String?
    package var section: String
  }

  /// What is asked for; the answer is an array of as many values.
  package var items: [Item]

  package init(section: String, scopes: [String?]) {
    items = scopes.map { Item(scopeUri: $0, section: section) }
  }
}
