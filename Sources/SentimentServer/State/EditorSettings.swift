import Files
import JSON
import Reviews
import SentimentAnalysis

/// The editor's settings, from all three ways to send them, and the folders that it has open.
struct EditorSettings {
  /// From `initialize`.
  var initializationOptions: JSONValue? { didSet { merge() } }
  /// From `workspace/configuration` or `workspace/didChangeConfiguration`: the general ones, then those of folders.
  var general: JSONValue? { didSet { merge() } }
  var folders: [(uri: String, settings: JSONValue)] = [] { didSet { merge() } }
  /// The URIs of the folders that are open.
  var workspaceFolders: [String] = [] { didSet { merge() } }
  /// The paths of the folders that are open.
  private(set) var workspaces: [FilePath] = []
  /// The settings outside the folders that have their own.
  private var outside = Settings()
  /// The settings in the folders that have their own, the innermost last.
  private var inside: [(folder: FilePath, settings: Settings)] = []
  /// The problems that `newProblems` found last.
  private var problems: [String] = []

  /// The problems in the settings. Regular expressions are compiled, which may take long.
  func allProblems() -> [String] {
    var found: [String] = []
    // Many clients send the same settings for each folder.
    for uri in [nil] + folders.filter({ $0.settings != general }).map({ Optional($0.uri) }) {
      _ = merged(at: uri.map(Self.path(of:)), compilesPatterns: true) { if !found.contains($0) { found.append($0) } }
    }
    return found
  }

  /// Those of the problems that the last call did not get.
  mutating func newProblems(in found: [String]) -> [String] {
    defer { problems = found }
    return found.filter { !problems.contains($0) }
  }

  /// The `ignore` patterns, valid or not.
  var ignorePatterns: [String] { ([outside] + inside.map(\.settings)).flatMap(\.ignorePatterns) }

  /// The settings at a place, without those of project files.
  func settings(at uri: String?) -> Settings {
    guard let path = uri.map(Self.path(of:)) else { return outside }
    return inside.last { path.starts(with: $0.folder) }?.settings ?? outside
  }

  /// Merges the settings once for all documents.
  private mutating func merge() {
    workspaces = workspaceFolders.compactMap(Document.path)
    outside = merged(at: nil) { _ in }
    let paths = folders.map { Self.path(of: $0.uri) }.sorted { $0.components.count < $1.components.count }
    inside = paths.map { ($0, merged(at: $0) { _ in }) }
  }

  private func merged(at path: FilePath?, compilesPatterns: Bool = false, warn: (String) -> Void) -> Settings {
    var settings = Settings()
    func apply(_ values: JSONValue?, _ source: String, _ folder: FilePath?) {
      guard let values else { return }
      settings.apply(values, from: source, folder: folder, compilesPatterns: compilesPatterns, warn: warn)
    }
    apply(initializationOptions, "initializationOptions", workspaces.first)
    apply(general, "the editor's settings", workspaces.first)
    // The innermost folder last.
    for (uri, own) in folders.sorted(by: { $0.uri.utf8.count < $1.uri.utf8.count }) {
      guard let path, path.starts(with: Self.path(of: uri)) else { continue }
      apply(own, "the editor's settings for \(uri)", Document.path(ofURI: uri))
    }
    return settings
  }

  /// Folders are compared by their paths, since clients escape URIs differently.
  private static func path(of uri: String) -> FilePath { Document.path(ofURI: uri) ?? FilePath(text: uri) }

  /// The innermost open folder that contains a file; nil where none does.
  func workspace(ofFile path: FilePath) -> FilePath? {
    workspaces.filter(path.starts).max { $0.components.count < $1.components.count }
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
