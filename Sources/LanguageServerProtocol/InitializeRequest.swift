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
}

/// What a client can do. Values that the server may not know are plain strings, so that none of them fails `initialize`.
public struct ClientCapabilities: Decodable, Sendable {
  /// Capabilities that belong to no feature.
  public struct General: Decodable, Sendable {
    /// The units in which the client can count, best first.
    public var positionEncodings: [String]?
  }

  /// Capabilities around documents.
  public struct TextDocument: Decodable, Sendable {
    /// Capabilities around `textDocument/hover`.
    public struct Hover: Decodable, Sendable {
      /// The kinds of markup that the client can show, best first.
      public var contentFormat: [String]?
    }

    /// Capabilities around `textDocument/hover`.
    public var hover: Hover?
  }

  /// Capabilities that belong to no feature.
  public var general: General?
  /// Capabilities around documents.
  public var textDocument: TextDocument?
}

/// The answer to `initialize`: who the server is and what it can do.
public struct InitializeResult: Encodable, Sendable {
  /// What the server can do.
  public struct Capabilities: Encodable, Sendable {
    /// How the client tells of changes.
    public struct Synchronization: Encodable, Sendable {
      /// Whether the client tells when documents are opened and closed.
      public var openClose = true
      /// Changes come as edits (2), not as the whole text (1).
      public var change = 2
    }

    /// The unit in which both sides count from now on.
    public var positionEncoding: String
    /// How the client tells of changes.
    public var textDocumentSync = Synchronization()
    /// Whether `textDocument/hover` is answered.
    public var hoverProvider = true
  }

  /// The server's name and version.
  public struct ServerInfo: Encodable, Sendable {
    /// The name.
    public var name: String
    /// The version.
    public var version: String
  }

  /// What the server can do.
  public var capabilities: Capabilities
  /// The server's name and version.
  public var serverInfo: ServerInfo

  /// Everything that the server can do, with the negotiated encoding.
  public init(positionEncoding: PositionEncoding, name: String, version: String) {
    capabilities = Capabilities(positionEncoding: positionEncoding.rawValue)
    serverInfo = ServerInfo(name: name, version: version)
  }
}
