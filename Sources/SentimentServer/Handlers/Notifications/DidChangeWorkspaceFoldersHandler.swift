import LanguageServerProtocol

/// Handles `workspace/didChangeWorkspaceFolders`.
enum DidChangeWorkspaceFoldersHandler: NotificationHandler {
  static func handle(_ notification: DidChangeWorkspaceFoldersNotification, in session: inout Session) {
    let removed = Set(notification.event.removed.map(\.uri))
    session.settings.editor.workspaceFolders.removeAll { removed.contains($0) }
    session.settings.editor.workspaceFolders += notification.event.added.map(\.uri)
    ConfigurationHandler.request(in: &session)
  }
}
