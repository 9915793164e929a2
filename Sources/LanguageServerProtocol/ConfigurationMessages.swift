public import JSON

/// `workspace/configuration`: what has the user set for these places?
public struct ConfigurationRequest: ServerMessage {
  /// The method's name on the wire.
  public static let method = "workspace/configuration"

  /// A section of the settings at a place.
  public struct Item: Encodable, Sendable {
    /// The place; nil where it does not matter.
    public var scopeUri: String?
    /// The section.
    public var section: String
  }

  /// What is asked for; the answer is an array of as many values.
  public var items: [Item]

  /// Asks for a section at each of the places.
  public init(section: String, scopes: [String?]) {
    items = scopes.map { Item(scopeUri: $0, section: section) }
  }
}

/// `workspace/didChangeConfiguration`: the user has set something.
public struct DidChangeConfigurationNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "workspace/didChangeConfiguration"

  /// What is set now; null where the client wants to be asked.
  public var settings: JSONValue?
}
