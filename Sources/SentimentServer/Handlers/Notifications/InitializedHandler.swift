import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// Handles `initialized`: registers for changes of settings and files, and requests the settings.
enum InitializedHandler {
  static func handle(in session: inout Session) {
    let workspace = session.client.capabilities.workspace
    let watched = [ProjectSettings.fileName, IgnoreFile.name]
    var registrations: [JSONValue] = []
    func register(_ method: String, _ options: JSONValue) {
      registrations.append(["id": .string(method), "method": .string(method), "registerOptions": options])
    }
    if workspace?.didChangeConfiguration?.dynamicRegistration == true {
      register(DidChangeConfigurationNotification.method, ["section": "sentiment"])
    }
    if workspace?.didChangeWatchedFiles?.dynamicRegistration == true {
      register(Method.didChangeWatchedFiles, ["watchers": .array(watched.map { ["globPattern": .string("**/\($0)")] })])
    }
    if !registrations.isEmpty {
      session.client.request(Method.registerCapability, ["registrations": .array(registrations)])
    }
    ConfigurationHandler.request(in: &session)
  }
}
