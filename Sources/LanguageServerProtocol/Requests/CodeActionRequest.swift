/// `textDocument/codeAction`: what can be done about a part of a document?
package struct CodeActionRequest: MessageParameters {
  package static let method = "textDocument/codeAction"

  /// What the client wants to know besides.
  package struct Context: Decodable, Sendable {
    /// The kinds of actions that are asked for; nil for all.
    package var only: [String]?
  }

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
  /// What the client wants to know besides.
  package var context: Context
}

/// Something that can be done: a command or an edit.
package struct CodeAction: Encodable, Sendable {
  /// The kind of actions that mend what a remark is about.
  package static let quickFix = "quickfix"

  package var title: String
  package var kind = Self.quickFix
  package var edit: WorkspaceEdit?
  package var command: Command?

  package init(title: String, edit: WorkspaceEdit) {
    (self.title, self.edit) = (title, edit)
  }

  /// A command, which bears the action's title.
  package init(_ command: Command) {
    (title, self.command) = (command.title, command)
  }
}

/// Changes of documents.
package struct WorkspaceEdit: Encodable, Sendable {
  /// A part of a document that another text takes the place of.
  package struct TextEdit: Encodable, Sendable {
    package var range: PositionRange
    package var newText: String

    package init(range: PositionRange, newText: String) {
      (self.range, self.newText) = (range, newText)
    }
  }

  /// Changes of one state of a document.
  package struct DocumentEdit: Encodable, Sendable {
    package var textDocument: VersionedTextDocumentIdentifier
    package var edits: [TextEdit]
  }

  /// By document, for clients that know no states.
  package var changes: [String: [TextEdit]]?
  /// By document and its state.
  package var documentChanges: [DocumentEdit]?

  /// Changes of one document.
  ///
  /// - Parameter version: the state that they are for; nil for a client that knows none.
  package init(uri: String, version: Int?, _ edits: [TextEdit]) {
    if let version {
      documentChanges = [DocumentEdit(textDocument: .init(uri: uri, version: version), edits: edits)]
    } else {
      changes = [uri: edits]
    }
  }
}
