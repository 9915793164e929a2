import Dispatch
import Files
import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// What the editor says of settings, in the three ways that there are, and of the folders that are open.
struct EditorSettings {
  /// From `initialize`.
  var options: JSONValue?
  /// From `workspace/configuration` or `workspace/didChangeConfiguration`: for no place in particular, then for folders.
  var general: JSONValue?
  var folders: [(uri: String, settings: JSONValue)] = []
  /// The folders that are open.
  var workspaceFolders: [String] = []
  /// Until when settings that the client was asked for are waited for; nil where they are not.
  var due: DispatchTime?
  /// What was wrong with them when they were last settled.
  private var problems: [String] = []

  /// What is wrong with them and was not before.
  mutating func newProblems() -> [String] {
    var found: [String] = []
    // Many clients say the same for each folder.
    for uri in [nil] + folders.filter({ $0.settings != general }).map({ Optional($0.uri) }) {
      _ = settings(at: uri) { if !found.contains($0) { found.append($0) } }
    }
    defer { problems = found }
    return found.filter { !problems.contains($0) }
  }

  /// The settings at a place, before project files.
  func settings(at uri: String?, warn: (String) -> Void = { _ in }) -> Settings {
    var settings = Settings()
    let folder = workspaceFolders.first.flatMap(Document.path)
    if let options { settings.apply(options, from: "initializationOptions", folder: folder, warn: warn) }
    if let general { settings.apply(general, from: "the editor's settings", folder: folder, warn: warn) }
    // The innermost folder last.
    for (folder, own) in folders.sorted(by: { $0.uri.utf8.count < $1.uri.utf8.count }) {
      // By their paths, since clients escape URIs differently.
      guard let uri,
        (Document.path(ofURI: uri) ?? FilePath(uri)).starts(with: Document.path(ofURI: folder) ?? FilePath(folder))
      else {
        continue
      }
      settings.apply(own, from: "the editor's settings for \(folder)", folder: Document.path(ofURI: folder), warn: warn)
    }
    return settings
  }

  /// The innermost open folder that a file is in; nil where it is in none.
  func workspace(ofFile path: FilePath) -> FilePath? {
    workspaceFolders.compactMap(Document.path).filter(path.starts).max { $0.components.count < $1.components.count }
  }

  /// All settings of a document: these, then those of project files, then those of the command line.
  func settings(
    ofURI uri: String, _ path: FilePath?, _ projects: inout ProjectSettings, _ configuration: ServerConfiguration,
    warn: (String) -> Void
  ) -> Settings {
    var result = settings(at: uri)
    if let path, configuration.readsProjects {
      result = projects.settings(over: result, forFile: path, in: workspace(ofFile: path), warn: warn)
    } else {
      result = result.settings(forFile: path)
    }
    configuration.override(&result)
    return result
  }

  /// The settings of what is no file.
  func forNoFile(_ configuration: ServerConfiguration) -> Settings {
    var settings = settings(at: nil)
    configuration.override(&settings)
    return settings
  }
}

extension Session {
  /// The settings of a document.
  mutating func settings(ofURI uri: String) -> Settings {
    var warnings: [String] = []
    let result = settings.settings(ofURI: uri, Document.path(ofURI: uri), &projects, configuration) {
      warnings.append($0)
    }
    for warning in warnings { tell(.warning, warning) }
    askForPermission(projects.requests)
    return result
  }

  /// Where marks on the reviews of a document are noted: where the settings say, else in the open folder that it is in, else
  /// beside it; nil where it is no file and no folder is open. Only the user's own settings name a place outside that folder.
  mutating func feedbackFile(forURI uri: String) -> FeedbackFile? {
    let path = settings(ofURI: uri).feedback
    let workspace =
      Document.path(ofURI: uri).map { settings.workspace(ofFile: $0) ?? $0.removingLastComponent() }
      ?? settings.workspaceFolders.first.flatMap(Document.path)
    let isNamedByUser = path != nil && path == settings.settings(at: uri).feedback
    // A path in the open folder may lead out of it by the folder's own links, even if the user names it.
    if let path, isNamedByUser, workspace.map(path.starts) != true { return FeedbackFile(path: path) }
    return workspace.map { workspace in
      FeedbackFile(
        path: path ?? workspace.appending(FeedbackFile.name), inside: workspace,
        isNamedByUser: isNamedByUser)
    }
  }

  /// Asks the client for its settings, where it can be asked.
  mutating func askForSettings() {
    guard client.workspace?.configuration == true else { return settleSettings() }
    settings.due = .now() + configuration.settingsPatience
    let scopes = [nil] + settings.workspaceFolders.map(Optional.some)
    ask(ConfigurationRequest(section: "sentiment", scopes: scopes)) { answer, session in
      if case .success(.array(let values)) = answer {
        session.settings.general = values.first.flatMap { $0 == .null ? nil : $0 }
        session.settings.folders = zip(scopes.dropFirst(), values.dropFirst()).compactMap { scope, value in
          scope.flatMap { value == .null ? nil : ($0, value) }
        }
      }
      session.settleSettings()
    }
  }

  /// What is known of the settings counts from now on.
  mutating func settleSettings() {
    settings.due = nil
    requests.forgetResults()  // other models may be asked now
    for problem in settings.newProblems() { tell(.warning, problem) }
    applySettings()
    for model in requests.models.union(searches.keys).union([defaultModel]) { loadModel(model) }
  }

  /// Gives every document the settings that are its own by now.
  mutating func applySettings() {
    for (uri, document) in documents {
      let settings = settings(ofURI: document.uri)
      if settings != document.settings {
        documents[uri]?.settings = settings
        renew(uri, due: .now(), byClient: false)
      }
      for model in document.table.models { loadModel(model) }
    }
  }
}
