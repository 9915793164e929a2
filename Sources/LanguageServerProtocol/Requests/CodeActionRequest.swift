/// `textDocument/codeAction`: the actions for a range of a document.
package struct CodeActionRequest: MessageParameters {
  package static let method = "textDocument/codeAction"

  package struct Context: Decodable, Sendable {
    /// The requested kinds of actions; nil means all.
    package var only: [String]?
  }

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
  package var context: Context
}

/// An action for the user: a command or an edit.
package struct CodeAction: Encodable, Sendable {
  /// The kind of actions that resolve a diagnostic.
  package static let quickFix = "quickfix"

  package var title: String
  package var kind = Self.quickFix
  package var edit: WorkspaceEdit?
  package var command: Command?

  package init(title: String, edit: WorkspaceEdit) {
    (self.title, self.edit) = (title, edit)
  }

  /// Creates an action for a command with the same title.
  package init(_ command: Command) {
    (title, self.command) = (command.title, command)
  }
}

/// Edits of documents.
package struct WorkspaceEdit: Encodable, Sendable {
  /// A replacement of a range by another text.
  package struct TextEdit: Encodable, Sendable {
    package var range: PositionRange
    package var newText: String

    package init(range: PositionRange, newText: String) {
      (self.range, self.newText) = (range, newText)
    }
  }

  /// Edits of one version of a document.
  package struct DocumentEdit: Encodable, Sendable {
    package var textDocument: VersionedTextDocumentIdentifier
    package var edits: [TextEdit]
  }

  /// Edits by document, for clients without `documentChanges`.
  package var changes: [String: [TextEdit]]?
  /// Edits by document and version.
  package var documentChanges: [DocumentEdit]?

  /// Creates an edit of one document.
  ///
  /// - Parameter version: the version that the edits apply to; nil for clients without `documentChanges`.
  package init(uri: String, version: Int?, _ edits: [TextEdit]) {
    if let version {
      documentChanges = [DocumentEdit(textDocument: .init(uri: uri, version: version), edits: edits)]
    } else {
      changes = [uri: edits]
    }
  }
}
