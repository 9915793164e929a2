import Dispatch
import Files
import JSON
import Reviews
import SentimentAnalysis

/// All settings: the editor's, those of project files, and the command line's; and the permissions that project files need.
struct SettingsStore {
  var editor = EditorSettings()
  private(set) var projects: ProjectSettings
  /// Until when the server waits for settings that it requested; nil where it does not wait.
  var due: DispatchTime?
  /// The `ignore` patterns under these settings, which share their time.
  private(set) var patterns = IgnorePatterns()
  private let configuration: ServerConfiguration
  /// The models of project files that the user was asked about.
  private var asked: Set<ModelRequest> = []
  /// Those of them that the user is still to be asked about.
  private var questions: [ModelRequest] = []

  init(_ configuration: ServerConfiguration) {
    self.configuration = configuration
    projects = ProjectSettings(permissions: configuration.permissions)
  }

  /// The settings of a document. New requests for permission are queued. A tool's file is read only if the settings give it a
  /// format.
  mutating func settings(ofURI uri: String, warn: (String) -> Void) -> Settings {
    let path = Document.path(ofURI: uri)
    var result = editor.settings(ofURI: uri, path, &projects, configuration, warn: warn)
    queueQuestions(projects.requests)
    if let path, result.format == nil, ToolFiles.contains(path, in: editor.workspace(ofFile: path)) {
      result.isEnabled = false
    }
    return result
  }

  /// The settings of a text that is in no document.
  var general: Settings {
    var settings = editor.settings(at: nil)
    configuration.override(&settings)
    return settings
  }

  /// The model of texts that no setting gives another model.
  var defaultModel: ModelKey { ModelKey(general, for: "") }

  /// Reads the project files again that have changed; whether any have.
  mutating func refresh() -> Bool {
    guard projects.refresh() else { return false }
    patterns = IgnorePatterns()
    return true
  }

  /// Uses other settings of the editor.
  mutating func useEditorSettings() {
    due = nil
    patterns = IgnorePatterns()
  }

  /// Queues one question for each model that a project file names. The user is asked at the next look for changes, so that
  /// `sentiment allow` can come first. Until there is an answer, the user's own models are used.
  mutating func queueQuestions(_ requests: Set<ModelRequest>) {
    guard configuration.asksAboutModels else { return }
    for request in requests where asked.insert(request).inserted { questions.append(request) }
  }

  /// Removes the questions that have no answer by now.
  mutating func takeQuestions() -> [ModelRequest] {
    defer { questions = [] }
    return questions.filter { configuration.permissions.answer(to: $0) == nil }
  }

  /// The file for feedback on a document: the setting's, else one in the open folder that contains the document, else one
  /// beside the document. Nil where the document is no file and no folder is open. Only the user's own settings name a place
  /// outside that folder.
  func feedbackFile(forURI uri: String, _ settings: Settings) -> FeedbackFile? {
    let path = settings.feedback
    let workspace =
      Document.path(ofURI: uri).map { editor.workspace(ofFile: $0) ?? $0.removingLastComponent() }
      ?? editor.workspaces.first
    let isNamedByUser = path != nil && path == editor.settings(at: uri).feedback
    // A path in the open folder may lead out of it by the folder's own links, even if the user names it.
    if let path, isNamedByUser, workspace.map(path.starts) != true { return FeedbackFile(path: path) }
    return workspace.map { workspace in
      FeedbackFile(
        path: path ?? workspace.appending(FeedbackFile.name), inside: workspace,
        isNamedByUser: isNamedByUser)
    }
  }

  /// The file that lists the ignored reviews of a file: in the open folder that contains it, else beside it.
  func ignoreFile(forFile path: FilePath) -> IgnoreFile {
    IgnoreFile(in: editor.workspace(ofFile: path) ?? path.removingLastComponent())
  }
}
