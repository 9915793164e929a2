/// `workspace/didChangeWorkspaceFolders`: folders were opened or closed.
package struct DidChangeWorkspaceFoldersNotification: MessageParameters {
  package static let method = "workspace/didChangeWorkspaceFolders"

  package struct Event: Decodable, Sendable {
    /// Folders that are open now.
    package var added: [WorkspaceFolder]
    /// Folders that were open.
    package var removed: [WorkspaceFolder]
  }

  package var event: Event
}
