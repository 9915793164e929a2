public import Files
import Foundation
import JSON

/// The `.sentiment.json` files of the folders that files lie in, each read once until it changes.
///
/// Such a file may come from anyone, with a cloned folder. Inside the workspace it counts, but it names no file outside it, and
/// its models are used only once the user allows them. Above the workspace it counts only where the user owns it and its folder.
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

  /// All places that were looked at, whether there was a file or not.
  private var files: [FilePath: File] = [:]
  /// The models that files name and about which the user has not been asked; they are left out of the settings.
  public private(set) var requests: Set<ModelRequest> = []
  /// Ignored files, with their state when that was reported.
  private var refused: [FilePath: FileSignature?] = [:]
  /// The settings of folders, over the settings that they were asked for last.
  private var layered: [FilePath: Layer] = [:]
  private let permissions: ModelPermissions
  private let userID: UInt32

  private struct File {
    var content: JSONValue
    var signature: FileSignature?
    var digest = SHA256(of: [])
    /// Of the user's answer to the file's models.
    var answerSignature: FileSignature?
    /// Whether it has changed since, and is to be read again when it is next needed.
    var isOutdated = false
    /// Whether the content is from before, since what the file holds now is no JSON.
    var isKept = false
  }

  private struct Layer {
    var base: Settings
    var workspace: FilePath
    var settings: Settings
  }

  private static let mostBytes = 1 << 20

  /// Nothing is read yet.
  public init(permissions: ModelPermissions = ModelPermissions()) {
    self.init(permissions: permissions, userID: geteuid())
  }

  init(permissions: ModelPermissions, userID: UInt32) {
    (self.permissions, self.userID) = (permissions, userID)
  }

  /// The settings of a file: those of the `.sentiment.json` in each folder that it lies in, the outermost first, laid over
  /// `base`, and then the patterns that match it.
  ///
  /// - Parameters:
  ///   - path: an absolute path; the file itself need not be there.
  ///   - workspace: the folder that the user opened; nil means the file's own.
  ///   - warn: gets a sentence for all that cannot be used, once for every time that a file is read.
  public mutating func settings(
    over base: Settings, forFile path: FilePath, in workspace: FilePath? = nil, warn: (String) -> Void
  ) -> Settings {
    let folders = path.foldersAbove
    guard let nearest = folders.first else { return base.settings(forFile: path) }
    let workspace = workspace ?? nearest
    if let known = layered[nearest], known.base == base, known.workspace == workspace {
      return known.settings.settings(forFile: path)
    }
    let boundary = FolderBoundary(workspace)
    var settings = base
    for folder in folders.reversed() {
      let file = folder.appending(Self.fileName)
      if let reason = reasonNotToRead(file, in: folder, workspace, boundary) {
        let signature = FileSignature(file)
        if refused.updateValue(signature, forKey: file) != signature { warn("\(file) is not used: \(reason)") }
        continue
      }
      let known = files[file].flatMap { $0.isOutdated ? nil : $0 }
      let content = known?.content ?? read(file, warn)
      guard !content.isNull else { continue }
      let isTold = known != nil || files[file]?.isKept == true
      func tell(_ sentence: String) { if !isTold { warn(sentence) } }
      let request = modelRequest(of: file, content)
      if let request, permissions.answer(to: request) == nil { requests.insert(request) }
      settings.apply(content, from: file.string, folder: folder, hasOthers: false, warn: tell) { key, value in
        switch key {
        case "model", "models": request == nil || request.flatMap(permissions.answer) == .allowed
        // A file in the workspace may come with a folder of somebody else in it.
        case "feedback":
          isInside(value, folder, folder.starts(with: workspace) ? FolderBoundary(folder) : boundary) {
            tell("\(file): \($0)")
          }
        default: true
        }
      }
    }
    layered[nearest] = Layer(base: base, workspace: workspace, settings: settings)
    return settings.settings(forFile: path)
  }

  /// The models that a folder's `.sentiment.json` names.
  ///
  /// - Throws: an error that names the file where there is none, or it cannot be read or names no model.
  public mutating func modelRequest(inFolder folder: FilePath) throws(FileError) -> ModelRequest {
    let file = folder.appending(Self.fileName)
    var problems: [String] = []
    if let reason = reasonNotToRead(file, in: folder, folder, FolderBoundary(folder)) {
      throw FileError("\(file) is not used: \(reason)")
    }
    let content = read(file) { problems.append($0) }
    if let problem = problems.first { throw FileError(problem) }
    guard files[file]?.signature != nil else { throw FileError(file, "there is no such file") }
    guard let request = modelRequest(of: file, content) else {
      throw FileError("\(file) names no model; there is nothing to allow")
    }
    return request
  }

  /// Looks whether a file has come, gone or changed since it was read, or the user's answer to its models. What has is read
  /// again when it is next needed.
  ///
  /// - Returns: whether any has, so that settings from before no longer hold.
  public mutating func refresh() -> Bool {
    let changed = files.filter { path, file in
      !file.isOutdated
        && (FileSignature(path) != file.signature
          || file.signature != nil && permissions.signature(ofAnswerTo: path) != file.answerSignature)
    }
    let others = refused.filter { FileSignature($0) != $1 }
    guard !changed.isEmpty || !others.isEmpty else { return false }
    for path in others.keys { refused[path] = nil }
    for path in changed.keys { files[path]?.isOutdated = true }
    requests = requests.filter { changed[$0.file] == nil }
    layered = [:]
    return true
  }
}

extension ProjectSettings {
  /// Reads a file. Of one that is not wholly JSON, as while it is being written, nothing is used but what it said before.
  private mutating func read(_ path: FilePath, _ warn: (String) -> Void) -> JSONValue {
    let before = files[path]
    var file = File(content: .null, signature: nil)
    do {
      if let input = try InputFile.ifPresent(path) {
        let bytes = try input.bytes(atMost: Self.mostBytes)
        (file.signature, file.answerSignature) = (input.status.signature, permissions.signature(ofAnswerTo: path))
        (file.content, file.digest) = (before?.content ?? .null, before?.digest ?? SHA256(of: []))
        file.content = try JSONValue(parsing: bytes)
        file.digest = SHA256(of: bytes)
      }
    } catch let error as JSONError {
      file.isKept = true
      warn("\(path): \(error)" + (file.content == .null ? "" : "; what it said before still holds"))
    } catch {
      file.signature = FileSignature(path)
      warn("\(error)")
    }
    files[path] = file
    return file.content
  }

  /// Why a file does not count that is there; nil where it does, or there is none.
  private func reasonNotToRead(
    _ file: FilePath, in folder: FilePath, _ workspace: FilePath, _ boundary: FolderBoundary?
  ) -> String? {
    let statuses = [FileStatus(file, followsLinks: false), FileStatus(file), FileStatus(folder)].compactMap(\.self)
    guard statuses.count == 3 else { return nil }
    if folder.starts(with: workspace) {
      return boundary?.contains(file) == true ? nil : "it is a link that leads out of \(workspace)"
    }
    guard statuses.allSatisfy({ $0.owner == userID }) else {
      return "it lies above \(workspace), and you do not own both the file and its folder"
    }
    return nil
  }

  /// What the user must allow of a file; nil where it names no model but the built-in one.
  private func modelRequest(of file: FilePath, _ content: JSONValue) -> ModelRequest? {
    guard let digest = files[file]?.digest else { return nil }
    var named = Settings()
    named.apply(content, from: file.string, folder: nil, hasOthers: false) { _ in
    } accept: { key, _ in
      ["model", "models"].contains(key)
    }
    let models = ([named.model] + named.models.sorted { $0.key < $1.key }.map(\.value)).compactMap(\.self)
      .filter { $0 != ModelName.builtIn }
    return models.isEmpty ? nil : ModelRequest(file: file, models: models, digest: digest)
  }

  /// Whether the place for feedback that a file names lies in the folder that it may write to.
  private func isInside(
    _ value: JSONValue, _ folder: FilePath, _ boundary: FolderBoundary?, _ tell: (String) -> Void
  ) -> Bool {
    guard let place = value.stringValue, boundary?.contains(FilePath(place, in: folder)) != true else {
      return true
    }
    tell(
      "sentiment.feedback should name a file in this folder, is \(value.serialized().excerpt()); set it in your editor's "
        + "settings to use another place")
    return false
  }
}
