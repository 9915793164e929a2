package import JSON

/// `initialize`: starts the session, with the client's capabilities and settings.
package struct InitializeRequest: MessageParameters {
  package static let method = "initialize"

  /// The process that started the server.
  package var processId: Int?
  package var capabilities: ClientCapabilities?
  /// The settings, if the client sends them here.
  package var initializationOptions: JSONValue?
  package var workspaceFolders: [WorkspaceFolder]?
  /// The open folder, from clients without `workspaceFolders`.
  package var rootUri: String?
  /// The level of the trace: `off`, `messages`, `verbose`.
  package var trace: String?
}

/// A folder that is open in the client.
package struct WorkspaceFolder: Decodable, Hashable, Sendable {
  package var uri: String
}
