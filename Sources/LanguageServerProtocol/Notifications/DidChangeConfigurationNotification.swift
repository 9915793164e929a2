package import JSON

/// `workspace/didChangeConfiguration`: the user changed the settings.
package struct DidChangeConfigurationNotification: MessageParameters {
  package static let method = "workspace/didChangeConfiguration"

  /// The new settings; null if the server must request them.
  package var settings: JSONValue?
}
