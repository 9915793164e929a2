/// `workspace/didChangeWorkspaceFolders`: folders were opened or closed.
public struct DidChangeWorkspaceFoldersNotification: MessageParameters {
  /// The method's name on the wire.
  public static let method = "workspace/didChangeWorkspaceFolders"

  /// What has changed.
  public struct Event: Decodable, Sendable {
    /// Folders that are open now.
    public var added: [WorkspaceFolder]
    /// Folders that were open.
    public var removed: [WorkspaceFolder]
  }

  /// What has changed.
  public var event: Event
}

/// `workspace/didChangeWatchedFiles`: files that the server watches have changed. It looks for itself which.
public enum DidChangeWatchedFilesNotification {
  /// The method's name on the wire.
  public static let method = "workspace/didChangeWatchedFiles"
}
