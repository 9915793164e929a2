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

    /// Capabilities around `textDocument/codeAction`.
    public struct CodeAction: Decodable, Sendable {
      /// What a client can do that takes more than commands.
      public struct Literals: Decodable, Sendable {}

      /// There where the client takes actions, not only commands.
      public var codeActionLiteralSupport: Literals?
    }

    /// Capabilities around `textDocument/documentSymbol`.
    public struct DocumentSymbol: Decodable, Sendable {
      /// Whether the client shows parts of parts.
      public var hierarchicalDocumentSymbolSupport: Bool?
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
    /// Capabilities around `textDocument/codeAction`.
    public var codeAction: CodeAction?
    /// Capabilities around `textDocument/documentSymbol`.
    public var documentSymbol: DocumentSymbol?
  }

  /// Whether something can be registered after `initialize`.
  public struct Registration: Decodable, Sendable {
    /// Whether it can.
    public var dynamicRegistration: Bool?
  }

  /// Capabilities around the workspace.
  public struct Workspace: Decodable, Sendable {
    /// Capabilities around `workspace/…/refresh`.
    public struct Refresh: Decodable, Sendable {
      /// Whether the client asks again for all there is when told to.
      public var refreshSupport: Bool?
    }

    /// Capabilities around changes of documents that the server makes.
    public struct Edits: Decodable, Sendable {
      /// Whether changes may name the state of the document that they are for.
      public var documentChanges: Bool?
    }

    /// Around changes that the server makes.
    public var workspaceEdit: Edits?
    /// Whether the client answers `workspace/configuration`.
    public var configuration: Bool?
    /// Around `workspace/didChangeConfiguration`.
    public var didChangeConfiguration: Registration?
    /// Around `workspace/didChangeWatchedFiles`.
    public var didChangeWatchedFiles: Registration?
    /// Around `workspace/diagnostic/refresh`.
    public var diagnostics: Refresh?
    /// Around `workspace/semanticTokens/refresh`.
    public var semanticTokens: Refresh?
    /// Around `workspace/inlayHint/refresh`.
    public var inlayHint: Refresh?
    /// Around `workspace/codeLens/refresh`.
    public var codeLens: Refresh?
  }

  /// Capabilities around the client's window.
  public struct Window: Decodable, Sendable {
    /// Capabilities around `window/showDocument`.
    public struct ShowDocument: Decodable, Sendable {
      /// Whether the client answers it.
      public var support: Bool?
    }

    /// Around `window/showDocument`.
    public var showDocument: ShowDocument?
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
