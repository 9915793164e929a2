/// The capabilities of a client. Enumerations are plain strings, so that unknown values do not fail `initialize`.
package struct ClientCapabilities: Decodable, Sendable {
  package struct General: Decodable, Sendable {
    /// The supported units of positions, best first.
    package var positionEncodings: [String]?
  }

  package struct TextDocument: Decodable, Sendable {
    package struct Hover: Decodable, Sendable {
      /// The supported kinds of markup, best first.
      package var contentFormat: [String]?
    }

    package struct Diagnostics: Decodable, Sendable {
      /// Whether diagnostics may have related locations.
      package var relatedInformation: Bool?
    }

    package struct CodeAction: Decodable, Sendable {
      package struct Literals: Decodable, Sendable {}

      /// Not nil if the client supports `CodeAction`, not only `Command`.
      package var codeActionLiteralSupport: Literals?
    }

    package struct DocumentSymbol: Decodable, Sendable {
      package var hierarchicalDocumentSymbolSupport: Bool?
    }

    package var hover: Hover?
    package var publishDiagnostics: Diagnostics?
    /// Not nil if the client requests diagnostics, so that the server need not publish them.
    package var diagnostic: Diagnostics?
    package var codeAction: CodeAction?
    package var documentSymbol: DocumentSymbol?
  }

  /// Whether the server can register a capability after `initialize`.
  package struct Registration: Decodable, Sendable {
    package var dynamicRegistration: Bool?
  }

  package struct Workspace: Decodable, Sendable {
    package struct Refresh: Decodable, Sendable {
      /// Whether the server can make the client request everything again.
      package var refreshSupport: Bool?
    }

    package struct Edits: Decodable, Sendable {
      /// Whether edits may include the document's version.
      package var documentChanges: Bool?
    }

    package var workspaceEdit: Edits?
    /// Whether the client supports `workspace/configuration`.
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
    /// Whether the client shows progress that the server creates.
    package var workDoneProgress: Bool?
  }

  package var general: General?
  package var textDocument: TextDocument?
  package var workspace: Workspace?
  package var window: Window?

  /// Creates the capabilities of a minimal client.
  package init() {}
}
