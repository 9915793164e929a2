import Dispatch
import JSON
import LanguageServerProtocol

/// Requests the settings by `workspace/configuration`, from clients that support it.
enum ConfigurationHandler {
  static func request(in session: inout Session) {
    guard session.client.capabilities.workspace?.configuration == true else { return session.useSettings() }
    session.settings.due = .now() + session.configuration.settingsPatience
    let scopes = [nil] + session.settings.editor.workspaceFolders.map(Optional.some)
    session.client.request(ConfigurationRequest(section: "sentiment", scopes: scopes)) { response, session in
      if case .success(.array(let values)) = response {
        session.settings.editor.general = values.first.flatMap { $0 == .null ? nil : $0 }
        session.settings.editor.folders = zip(scopes.dropFirst(), values.dropFirst()).compactMap { scope, value in
          scope.flatMap { value == .null ? nil : ($0, value) }
        }
      }
      session.useSettings()
    }
  }
}
