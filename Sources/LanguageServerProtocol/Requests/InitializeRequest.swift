package import JSON

/// `initialize`: who the client is and what it can do.
package struct InitializeRequest: MessageParameters {
  package static let method = "initialize"

  /// The process that started the server.
  package var processId: Int?
  package var capabilities: ClientCapabilities?
  /// The settings, where the client gives them here.
  package var initializationOptions: JSONValue?
  package var workspaceFolders: [WorkspaceFolder]?
  /// The folder that is open, where the client knows of one only.
  package var rootUri: String?
  /// How much the server should tell of its work: `off`, `messages`, `verbose`.
  package var trace: String?
}

/// A folder that is open in the client.
package struct WorkspaceFolder: Decodable, Hashable, Sendable {
  package var uri: String
}
