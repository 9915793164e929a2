package import JSON

/// `workspace/didChangeConfiguration`: the user has set something.
package struct DidChangeConfigurationNotification: MessageParameters {
  package static let method = "workspace/didChangeConfiguration"

  /// What is set now; null where the client wants to be asked.
  package var settings: JSONValue?
}
