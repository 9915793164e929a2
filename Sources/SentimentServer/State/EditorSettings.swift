import Files
import JSON
import Reviews
import SentimentAnalysis

/// The editor's settings, from all three ways to send them, and the folders that it has open.
struct EditorSettings {
  /// From `initialize`.
  var initializationOptions: JSONValue?
  /// From `workspace/configuration` or `workspace/didChangeConfiguration`: the general ones, then those of folders.
  var general: JSONValue?
  var folders: [(uri: String, settings: JSONValue)] = []
  /// The URIs of the folders that are open.
  var workspaceFolders: [String] = []
  /// The problems that `newProblems` found last.
  private var problems: [String] = []

  /// The problems in the settings, without those that the last call found.
  mutating func newProblems() -> [String] {
    var found: [String] = []
    // Many clients send the same settings for each folder.
    for uri in [nil] + folders.filter({ $0.settings != general }).map({ Optional($0.uri) }) {
      _ = settings(at: uri) { if !found.contains($0) { found.append($0) } }
    }
    defer { problems = found }
    return found.filter { !problems.contains($0) }
  }

  /// The settings at a place, without those of project files.
  func settings(at uri: String?, warn: (String) -> Void = { _ in }) -> Settings {
    var settings = Settings()
    let folder = workspaceFolders.first.flatMap(Document.path)
    if let initializationOptions {
      settings.apply(initializationOptions, from: "initializationOptions", folder: folder, warn: warn)
    }
    if let general { settings.apply(general, from: "the editor's settings", folder: folder, warn: warn) }
    // The innermost folder last.
    for (folder, own) in folders.sorted(by: { $0.uri.utf8.count < $1.uri.utf8.count }) {
      // By their paths, since clients escape URIs differently.
      guard let uri,
        (Document.path(ofURI: uri) ?? FilePath(text: uri)).starts(
          with: Document.path(ofURI: folder) ?? FilePath(text: folder))
      else { continue }
      settings.apply(own, from: "the editor's settings for \(folder)", folder: Document.path(ofURI: folder), warn: warn)
    }
    return settings
  }

  /// The innermost open folder that contains a file; nil where none does.
  func workspace(ofFile path: FilePath) -> FilePath? {
    workspaceFolders.compactMap(Document.path).filter(path.starts).max { $0.components.count < $1.components.count }
  }

  /// All settings of a document: the editor's, then those of project files, then those of the command line.
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
    if let path {
      result.rules.ignoredReviews = projects.ignoredReviews(inFile: path, in: workspace(ofFile: path), warn: warn)
    }
    configuration.override(&result)
    return result
  }
}
