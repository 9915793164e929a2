/// What a client can do. Values that the server may not know are plain strings, so that none of them fails `initialize`.
package struct ClientCapabilities: Decodable, Sendable {
  package struct General: Decodable, Sendable {
    /// The units in which the client can count, best first.
    package var positionEncodings: [String]?
  }

  package struct TextDocument: Decodable, Sendable {
    package struct Hover: Decodable, Sendable {
      /// The kinds of markup that the client can show, best first.
      package var contentFormat: [String]?
    }

    package struct Diagnostics: Decodable, Sendable {
      /// Whether remarks may point at other places.
      package var relatedInformation: Bool?
    }

    package struct CodeAction: Decodable, Sendable {
      package struct Literals: Decodable, Sendable {}

      /// There where the client takes actions, not only commands.
      package var codeActionLiteralSupport: Literals?
    }

    package struct DocumentSymbol: Decodable, Sendable {
      package var hierarchicalDocumentSymbolSupport: Bool?
    }

    package var hover: Hover?
    package var publishDiagnostics: Diagnostics?
    /// Present where the client requests diagnostics itself, so that the server need not publish them.
    package var diagnostic: Diagnostics?
    package var codeAction: CodeAction?
    package var documentSymbol: DocumentSymbol?
  }

  /// Whether something can be registered after `initialize`.
  package struct Registration: Decodable, Sendable {
    package var dynamicRegistration: Bool?
  }

  package struct Workspace: Decodable, Sendable {
    package struct Refresh: Decodable, Sendable {
      /// Whether the client asks again for all there is when told to.
      package var refreshSupport: Bool?
    }

    package struct Edits: Decodable, Sendable {
      /// Whether changes may name the state of the document that they are for.
      package var documentChanges: Bool?
    }

    package var workspaceEdit: Edits?
    /// Whether the client answers `workspace/configuration`.
    package var configuration: Bool?
    package var didChangeConfiguration: Registration?
    package var didChangeWatchedFiles: Registration?
    package var diagnostics: Refresh?
    package var semanticTokens: Refresh?
    package var inlayHint: Refresh?
    package var codeLens: Refresh?
  }

  package struct Window: Decodable, Sendable {
    package struct ShowDocument: Decodable, Sendable {
      package var support: Bool?
    }

    package var showDocument: ShowDocument?
    /// Whether the client shows progress that the server begins.
    package var workDoneProgress: Bool?
  }

  package var general: General?
  package var textDocument: TextDocument?
  package var workspace: Workspace?
  package var window: Window?

  /// A client that can nothing beyond the least.
  package init() {}
}
