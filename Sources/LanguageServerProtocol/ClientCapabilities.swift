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

    /// Capabilities around `textDocument/publishDiagnostics`.
    public struct PublishDiagnostics: Decodable, Sendable {
      /// Whether remarks may point at other places.
      public var relatedInformation: Bool?
    }

    /// Capabilities around `textDocument/diagnostic`. A client that has any asks for remarks instead of being told.
    public struct Diagnostic: Decodable, Sendable {
      /// Whether remarks may point at other places.
      public var relatedInformation: Bool?
    }

    /// Capabilities around `textDocument/hover`.
    public var hover: Hover?
    /// Capabilities around `textDocument/publishDiagnostics`.
    public var publishDiagnostics: PublishDiagnostics?
    /// Capabilities around `textDocument/diagnostic`.
    public var diagnostic: Diagnostic?
  }

  /// Whether something can be registered after `initialize`.
  public struct Registration: Decodable, Sendable {
    /// Whether it can.
    public var dynamicRegistration: Bool?
  }

  /// Capabilities around the workspace.
  public struct Workspace: Decodable, Sendable {
    /// Capabilities around `workspace/diagnostic/refresh`.
    public struct Diagnostics: Decodable, Sendable {
      /// Whether the client asks again for all remarks when told to.
      public var refreshSupport: Bool?
    }

    /// Whether the client answers `workspace/configuration`.
    public var configuration: Bool?
    /// Around `workspace/didChangeConfiguration`.
    public var didChangeConfiguration: Registration?
    /// Around `workspace/didChangeWatchedFiles`.
    public var didChangeWatchedFiles: Registration?
    /// Around `workspace/diagnostic/refresh`.
    public var diagnostics: Diagnostics?
  }

  /// Capabilities around the client's window.
  public struct Window: Decodable, Sendable {
    /// Whether the client shows progress that the server begins.
    public var workDoneProgress: Bool?
  }

  /// Capabilities that belong to no feature.
  public var general: General?
  /// Capabilities around documents.
  public var textDocument: TextDocument?
  /// Capabilities around the workspace.
  public var workspace: Workspace?
  /// Capabilities around the client's window.
  public var window: Window?

  /// A client that can nothing beyond the least.
  public init() {}
}
