public import Files
import Foundation
import JSON

/// The settings of `.sentiment.json` files, which apply to all files below their folders. Each is read once until it changes.
///
/// Such a file may come from a cloned folder and is not trusted. Inside the workspace it is applied, but cannot name files
/// outside it, and its models are used only after the user allows them. Above the workspace it is applied only if the user owns
/// both the file and its folder.
///
/// ```swift
/// var project = ProjectSettings()
/// let settings = project.settings(over: Settings(), forFile: "/home/me/project/reviews.csv", in: "/home/me/project") {
///   print($0)
/// }
/// ```
public struct ProjectSettings: Sendable {
  /// The name of such a file.
  public static let fileName = ".sentiment.json"

  /// All checked paths, including those without a file.
  private var files: [FilePath: File] = [:]
  /// The models that files name and that the user has neither allowed nor denied; they are not applied.
  public private(set) var requests: Set<ModelRequest> = []
  /// The signatures of ignored files when they were reported.
  private var ignored: [FilePath: FileSignature?] = [:]
  /// The content of all checked ignore files, including those that do not exist.
  var ignoreLists: [FilePath: IgnoreList] = [:]
  /// The merged settings of folders.
  private var folderSettings: [FilePath: FolderSettings] = [:]
  /// The folders at and above a folder whose ignore files apply to it.
  var ignoreFolders: [FilePath: IgnoreFolders] = [:]
  private let permissions: ModelPermissions
  private let userID: UInt32

  private struct File {
    var content: JSONValue
    var signature: FileSignature?
    var digest = SHA256(of: [])
    /// The signature of the user's answer to the file's model request.
    var answerSignature: FileSignature?
    /// Whether the file has changed and must be read again when it is next needed.
    var isOutdated = false
    /// Whether the content is the last valid one, because the current content is invalid JSON.
    var isFallback = false
  }

  private struct FolderSettings {
    var base: Settings
    var workspace: FilePath
    var settings: Settings
  }

  private static let byteLimit = 1 << 20

  /// Reads no file yet.
  public init(permissions: ModelPermissions = ModelPermissions()) {
    self.init(permissions: permissions, userID: geteuid())
  }

  init(permissions: ModelPermissions, userID: UInt32) {
    (self.permissions, self.userID) = (permissions, userID)
  }

  /// The settings of a file: `base`, then each `.sentiment.json` in the folders above it, the outermost first, then the matching
  /// patterns.
  ///
  /// - Parameters:
  ///   - path: an absolute path; the file need not exist.
  ///   - workspace: the folder that the user opened; nil means the file's own folder.
  ///   - warn: receives one sentence for each problem, once each time a `.sentiment.json` is read.
  public mutating func settings(
    over base: Settings, forFile path: FilePath, in workspace: FilePath? = nil, warn: (String) -> Void
  ) -> Settings {
    guard let nearest = path.folderAbove else { return base.settings(forFile: path) }
    return settings(ofFolder: nearest, over: base, in: workspace ?? nearest, warn: warn).settings(forFile: path)
  }

  /// The settings of a folder: those of the folder above it, which are mostly known, then its own.
  private mutating func settings(
    ofFolder folder: FilePath, over base: Settings, in workspace: FilePath, warn: (String) -> Void
  ) -> Settings {
    var (settings, unknown, next) = (base, [FilePath](), Optional(folder))
    while let folder = next {
      if let known = folderSettings[folder], known.base == base, known.workspace == workspace {
        settings = known.settings
        break
      }
      unknown.append(folder)
      next = folder.folderAbove
    }
    for folder in unknown.reversed() {
      apply(fileIn: folder, to: &settings, in: workspace, warn: warn)
      folderSettings[folder] = FolderSettings(base: base, workspace: workspace, settings: settings)
    }
    return settings
  }

  /// Applies the `.sentiment.json` of a folder, if there is one.
  private mutating func apply(
    fileIn folder: FilePath, to settings: inout Settings, in workspace: FilePath, warn: (String) -> Void
  ) {
    let file = folder.appending(Self.fileName)
    guard isTrusted(file, in: folder, workspace, warn: warn) else { return }
    let known = files[file].flatMap { $0.isOutdated ? nil : $0 }
    let content = known?.content ?? read(file, warn)
    guard !content.isNull else { return }
    let isReported = known != nil || files[file]?.isFallback == true
    func report(_ sentence: String) { if !isReported { warn(sentence) } }
    let request = modelRequest(of: file, content)
    if let request, permissions.answer(to: request) == nil { requests.insert(request) }
    settings.apply(content, from: file.text, folder: folder, allowsOtherPrograms: false, warn: report) {
      key, value in
      switch key {
      case "model", "models": request == nil || request.flatMap(permissions.answer) == .allowed
      // The workspace may contain a cloned folder, so a file in it is confined to its own folder.
      case "feedback":
        isInside(value, folder, FolderBoundary(folder.starts(with: workspace) ? folder : workspace)) {
          report("\(file): \($0)")
        }
      default: true
      }
    }
  }

  /// The models that a folder's `.sentiment.json` names.
  ///
  /// - Throws: an error that names the file, if it is missing, cannot be read or names no model.
  public mutating func modelRequest(inFolder folder: FilePath) throws(FileError) -> ModelRequest {
    let file = folder.appending(Self.fileName)
    var problems: [String] = []
    if let reason = reasonNotToRead(file, in: folder, folder) {
      throw FileError("\(file) is ignored: \(reason)")
    }
    let content = read(file) { problems.append($0) }
    if let problem = problems.first { throw FileError(problem) }
    guard files[file]?.signature != nil else { throw FileError(file, "there is no such file") }
    guard let request = modelRequest(of: file, content) else {
      throw FileError("\(file) names no model; there is nothing to allow")
    }
    return request
  }

  /// Checks whether a file, an ignore file, or the user's answer to a model request, was created, deleted or changed. Changed
  /// files are read again when they are next needed.
  ///
  /// - Returns: whether anything changed, so that earlier settings are outdated.
  public mutating func refresh() -> Bool {
    let changed = files.filter { path, file in
      !file.isOutdated
        && (FileSignature(path) != file.signature
          || file.signature != nil && permissions.signature(ofAnswerTo: path) != file.answerSignature)
    }
    let changedIgnored = ignored.filter { FileSignature($0) != $1 }
    let changedLists = ignoreLists.filter { FileSignature($0) != $1.signature }
    guard !changed.isEmpty || !changedIgnored.isEmpty || !changedLists.isEmpty else { return false }
    for path in changedLists.keys { ignoreLists[path] = nil }
    for path in changedIgnored.keys { ignored[path] = nil }
    for path in changed.keys { files[path]?.isOutdated = true }
    requests = requests.filter { changed[$0.file] == nil }
    (folderSettings, ignoreFolders) = ([:], [:])
    return true
  }
}

extension ProjectSettings {
  /// Reads a file. If it is invalid JSON, as while it is being written, its last valid content is used.
  private mutating func read(_ path: FilePath, _ warn: (String) -> Void) -> JSONValue {
    let before = files[path]
    var file = File(content: .null, signature: nil)
    do {
      if let input = try InputFile.ifPresent(path) {
        let bytes = try input.bytes(atMost: Self.byteLimit)
        (file.signature, file.answerSignature) = (input.status.signature, permissions.signature(ofAnswerTo: path))
        (file.content, file.digest) = (before?.content ?? .null, before?.digest ?? SHA256(of: []))
        file.content = try JSONValue(parsing: bytes)
        file.digest = SHA256(of: bytes)
      }
    } catch let error as JSONError {
      file.isFallback = true
      warn("\(path): \(error)" + (file.content == .null ? "" : "; its last valid content is used"))
    } catch {
      file.signature = FileSignature(path)
      warn("\(error)")
    }
    files[path] = file
    return file.content
  }

  /// Whether a file is used, or does not exist. The reason not to use it is reported once.
  mutating func isTrusted(
    _ file: FilePath, in folder: FilePath, _ workspace: FilePath, warn: (String) -> Void
  ) -> Bool {
    guard let reason = reasonNotToRead(file, in: folder, workspace) else { return true }
    let signature = FileSignature(file)
    if ignored.updateValue(signature, forKey: file) != signature { warn("\(file) is ignored: \(reason)") }
    return false
  }

  /// The reason to ignore a file; nil if it is applied or does not exist.
  private func reasonNotToRead(_ file: FilePath, in folder: FilePath, _ workspace: FilePath) -> String? {
    guard let link = FileStatus(file, followsLinks: false), let target = FileStatus(file),
      let parent = FileStatus(folder)
    else { return nil }
    if folder.starts(with: workspace) {
      return FolderBoundary(workspace)?.contains(file) == true ? nil : "it is a link that leads out of \(workspace)"
    }
    guard [link, target, parent].allSatisfy({ $0.owner == userID }) else {
      return "it is above \(workspace), and you do not own both the file and its folder"
    }
    return nil
  }

  /// The models of a file that need the user's permission; nil if it names no model or only the built-in one.
  private func modelRequest(of file: FilePath, _ content: JSONValue) -> ModelRequest? {
    guard let digest = files[file]?.digest else { return nil }
    var named = Settings()
    named.apply(content, from: file.text, folder: nil, allowsOtherPrograms: false) { _ in
    } accept: { key, _ in
      ["model", "models"].contains(key)
    }
    let models = (named.model + named.models.sorted { $0.key < $1.key }.map(\.value))
      .filter { $0 != ModelName.builtIn }
    return models.isEmpty ? nil : ModelRequest(file: file, models: models, digest: digest)
  }

  /// Whether a feedback file is inside the folder that the `.sentiment.json` may write to.
  private func isInside(
    _ value: JSONValue, _ folder: FilePath, _ boundary: FolderBoundary?, _ report: (String) -> Void
  ) -> Bool {
    guard let path = value.stringValue, boundary?.contains(FilePath(path, in: folder)) != true else {
      return true
    }
    report(
      "sentiment.feedback should name a file in this folder, not \(value.serialized().excerpt()); to use another folder, set "
        + "it in your editor's settings")
    return false
  }
}
