import JSON
import LanguageServerProtocol
import Reviews

/// Takes `workspace/didChangeConfiguration` and `workspace/didChangeWorkspaceFolders`.
enum SettingsHandler {
  static func changeConfiguration(_ notification: DidChangeConfigurationNotification, in session: inout Session) {
    if session.client.workspace?.configuration == true { return session.askForSettings() }
    session.settings.general = notification.settings.flatMap { $0 == .null ? nil : $0 }
    session.settleSettings()
  }

  static func changeFolders(_ notification: DidChangeWorkspaceFoldersNotification, in session: inout Session) {
    let removed = Set(notification.event.removed.map(\.uri))
    session.settings.workspaceFolders.removeAll { removed.contains($0) }
    session.settings.workspaceFolders += notification.event.added.map(\.uri)
    session.askForSettings()
  }
}
