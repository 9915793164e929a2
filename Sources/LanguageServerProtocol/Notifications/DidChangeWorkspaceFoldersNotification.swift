/// `workspace/didChangeWorkspaceFolders`: the user opened or closed folders.
package struct DidChangeWorkspaceFoldersNotification: MessageParameters {
  package static let method = "workspace/didChangeWorkspaceFolders"

  package struct Event: Decodable, Sendable {
    /// Opened folders.
    package var added: [WorkspaceFolder]
    /// Closed folders.
    package var removed: [WorkspaceFolder]
  }

  package var event: Event
}
