/// `textDocument/codeAction`: what can be done about a part of a document?
public struct CodeActionRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/codeAction"

  /// What the client wants to know besides.
  public struct Context: Decodable, Sendable {
    /// The kinds of actions that are asked for; nil for all.
    public var only: [String]?
  }

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The part of it.
  public var range: PositionRange
  /// What the client wants to know besides.
  public var context: Context
}

/// Something that can be done: a command or an edit.
public struct CodeAction: Encodable, Sendable {
  /// The kind of actions that mend what a remark is about.
  public static let quickFix = "quickfix"

  /// What the user reads.
  public var title: String
  /// The kind of action.
  public var kind = Self.quickFix
  /// What is changed in documents.
  public var edit: WorkspaceEdit?
  /// What is executed.
  public var command: Command?

  /// An edit.
  public init(title: String, edit: WorkspaceEdit) {
    (self.title, self.edit) = (title, edit)
  }

  /// A command, which bears the action's title.
  public init(_ command: Command) {
    (title, self.command) = (command.title, command)
  }
}

/// Changes of documents.
public struct WorkspaceEdit: Encodable, Sendable {
  /// A part of a document that another text takes the place of.
  public struct TextEdit: Encodable, Sendable {
    /// The part.
    public var range: PositionRange
    /// The text.
    public var newText: String

    /// A part that a text takes the place of.
    public init(range: PositionRange, newText: String) {
      (self.range, self.newText) = (range, newText)
    }
  }

  /// Changes of one state of a document.
  public struct DocumentEdit: Encodable, Sendable {
    /// Names a state of a document.
    public struct Identifier: Encodable, Sendable {
      /// The client's name for the document.
      public var uri: String
      /// The state.
      public var version: Int
    }

    /// The document.
    public var textDocument: Identifier
    /// The changes.
    public var edits: [TextEdit]
  }

  /// By document, for clients that know no states.
  public var changes: [String: [TextEdit]]?
  /// By document and its state.
  public var documentChanges: [DocumentEdit]?

  /// Changes of one document.
  ///
  /// - Parameter version: the state that they are for; nil for a client that knows none.
  public init(uri: String, version: Int?, _ edits: [TextEdit]) {
    if let version {
      documentChanges = [DocumentEdit(textDocument: .init(uri: uri, version: version), edits: edits)]
    } else {
      changes = [uri: edits]
    }
  }
}
