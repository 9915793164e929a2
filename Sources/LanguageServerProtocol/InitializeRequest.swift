public import JSON

/// `initialize`: who the client is and what it can do.
public struct InitializeRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "initialize"

  /// The process that started the server.
  public var processId: Int?
  /// What the client can do.
  public var capabilities: ClientCapabilities?
  /// The settings, where the client gives them here.
  public var initializationOptions: JSONValue?
  /// The folders that are open.
  public var workspaceFolders: [WorkspaceFolder]?
  /// The folder that is open, where the client knows of one only.
  public var rootUri: String?
  /// How much the server should tell of its work: `off`, `messages`, `verbose`.
  public var trace: String?
}

/// A folder that is open in the client.
public struct WorkspaceFolder: Decodable, Hashable, Sendable {
  /// Where it is.
  public var uri: String

  /// The folder at a place.
  public init(uri: String) { self.uri = uri }
}

/// The answer to `initialize`: who the server is and what it can do.
public struct InitializeResult: Encodable, Sendable {
  /// What the server can do.
  public var capabilities: ServerCapabilities
  /// The server's name and version.
  public var serverInfo: ServerInfo

  /// The server's name and version.
  public struct ServerInfo: Encodable, Sendable {
    /// The name.
    public var name: String
    /// The version.
    public var version: String
  }

  /// What the server can do, and who it is.
  public init(capabilities: ServerCapabilities, name: String, version: String) {
    self.capabilities = capabilities
    serverInfo = ServerInfo(name: name, version: version)
  }
}
