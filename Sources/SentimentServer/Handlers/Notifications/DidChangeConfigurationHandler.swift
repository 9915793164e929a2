import JSON
import LanguageServerProtocol

/// Handles `workspace/didChangeConfiguration`: requests the settings, or takes them from the notification.
enum DidChangeConfigurationHandler: NotificationHandler {
  static func handle(_ notification: DidChangeConfigurationNotification, in session: inout Session) {
    if session.client.capabilities.workspace?.configuration == true {
      return ConfigurationHandler.request(in: &session)
    }
    session.settings.editor.general = notification.settings.flatMap { $0 == .null ? nil : $0 }
    session.useSettings()
  }
}
