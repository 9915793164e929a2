/// What the server can do.
public struct ServerCapabilities: Encodable, Sendable {
  /// How the client tells of changes.
  public struct Synchronization: Encodable, Sendable {
    /// Whether the client tells when documents are opened and closed.
    public var openClose = true
    /// Changes come as edits (2), not as the whole text (1).
    public var change = 2
  }

  /// How the client asks for remarks.
  public struct DiagnosticOptions: Encodable, Sendable {
    /// Tells these remarks from those of other servers.
    public var identifier = "sentiment"
    /// Whether an edit of one document changes the remarks on another.
    public var interFileDependencies = false
    /// Whether remarks on documents that are not open can be asked for.
    public var workspaceDiagnostics = true
  }

  /// How the client asks for what parts of a document mean.
  public struct SemanticTokensOptions: Encodable, Sendable {
    /// How all of a document can be asked for.
    public struct Full: Encodable, Sendable {
      /// Whether changes since an answer can be.
      public var delta = true
    }

    /// What the numbers stand for.
    public var legend: SemanticTokensLegend
    /// Whether a part of a document can be asked for.
    public var range = true
    /// How all of it can be.
    public var full = Full()
  }

  /// How the client asks for what can be done.
  public struct CodeActionOptions: Encodable, Sendable {
    /// The kinds of actions that there are.
    public var codeActionKinds = [CodeAction.quickFix]
  }

  /// How the client asks for the commands above lines.
  public struct CodeLensOptions: Encodable, Sendable {
    /// Whether a command is to be asked for again before it is shown.
    public var resolveProvider = false
  }

  /// The commands that the client may have executed.
  public struct ExecuteCommandOptions: Encodable, Sendable {
    /// Their names.
    public var commands: [String]
  }

  /// Around the workspace.
  public struct Workspace: Encodable, Sendable {
    /// Around the folders that are open.
    public struct Folders: Encodable, Sendable {
      /// Whether several folders are understood.
      public var supported = true
      /// Whether the client should tell when some are opened or closed.
      public var changeNotifications = true
    }

    /// Around the folders that are open.
    public var workspaceFolders = Folders()
  }

  /// The unit in which both sides count from now on.
  public var positionEncoding: String
  /// How the client tells of changes.
  public var textDocumentSync = Synchronization()
  /// Whether `textDocument/hover` is answered.
  public var hoverProvider = true
  /// Whether `textDocument/documentHighlight` is answered.
  public var documentHighlightProvider = true
  /// Whether `textDocument/documentSymbol` is answered.
  public var documentSymbolProvider = true
  /// Whether `workspace/symbol` is answered.
  public var workspaceSymbolProvider = true
  /// Whether `textDocument/inlayHint` is answered.
  public var inlayHintProvider = true
  /// How the client asks for what can be done.
  public var codeActionProvider = CodeActionOptions()
  /// How the client asks for the commands above lines.
  public var codeLensProvider = CodeLensOptions()
  /// How the client asks for what parts of a document mean.
  public var semanticTokensProvider: SemanticTokensOptions
  /// How the client asks for remarks; nil where they are sent unasked.
  public var diagnosticProvider: DiagnosticOptions?
  /// The commands that the client may have executed.
  public var executeCommandProvider: ExecuteCommandOptions
  /// Around the workspace.
  public var workspace = Workspace()

  /// Everything that the server can do.
  ///
  /// - Parameters:
  ///   - isPulled: whether the client asks for remarks.
  ///   - legend: of semantic tokens.
  public init(positionEncoding: PositionEncoding, isPulled: Bool, commands: [String], legend: SemanticTokensLegend) {
    self.positionEncoding = positionEncoding.rawValue
    semanticTokensProvider = SemanticTokensOptions(legend: legend)
    diagnosticProvider = isPulled ? DiagnosticOptions() : nil
    executeCommandProvider = ExecuteCommandOptions(commands: commands)
  }
}
