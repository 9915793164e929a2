public import Files
import Foundation
import JSON

/// A model that a `.sentiment.json` names. Whoever wrote the file may not be the user, so it is used only once the user allows
/// it.
public struct ModelRequest: Sendable, Hashable {
  /// The `.sentiment.json`.
  public var file: FilePath
  /// The models, as the file names them.
  public var models: [String]
  /// Of the file's bytes: another content needs another permission.
  var digest: SHA256

  /// The folder that the file is in.
  public var folder: FilePath { file.removingLastComponent() }

  /// `/project/.sentiment.json names the model ./model`
  public var summary: String {
    "\(file) names the model\(models.count == 1 ? "" : "s") \(models.map { $0.excerpt() }.joined(separator: ", "))"
  }
}

/// What the user said of models that `.sentiment.json` files name: a small file for each of them in the user's state folder,
/// `$XDG_STATE_HOME/sentiment-lsp/models`, never in the workspace.
public struct ModelPermissions: Sendable {
  /// What the user said.
  public enum Answer: String, Sendable {
    case allowed, denied
  }

  /// Nil where the user has no home.
  private let folder: FilePath?

  private static let mostBytes = 1 << 16

  /// Those of the user who runs this process.
  public init() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Those of the user that an environment names.
  public init(environment: [String: String]) {
    func folder(_ variable: String) -> FilePath? {
      environment[variable].flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
    }
    let state = folder("XDG_STATE_HOME") ?? folder("HOME")?.appending(".local/state")
    self.folder = state?.appending("sentiment-lsp/models")
  }

  /// The answer for a file as it is now; nil where there is none.
  public func answer(to request: ModelRequest) -> Answer? {
    guard let path = path(ofAnswerTo: request.file),
      let bytes = try? InputFile.bytes(of: path, atMost: Self.mostBytes),
      let entry = try? JSONValue(parsing: bytes), entry["file"]?.stringValue == Self.canonical(request.file).string,
      entry["sha256"]?.stringValue == request.digest.description
    else { return nil }
    return entry["answer"]?.stringValue.flatMap(Answer.init)
  }

  /// Keeps an answer, in place of an earlier one for the file.
  ///
  /// - Throws: an error that names the path and the system's reason.
  public func store(_ answer: Answer, to request: ModelRequest) throws {
    guard let folder, let path = path(ofAnswerTo: request.file) else {
      throw FileError("the answer cannot be kept: neither XDG_STATE_HOME nor HOME names a folder; set HOME")
    }
    let entry: JSONValue = [
      "file": .string(Self.canonical(request.file).string), "sha256": .string(request.digest.description),
      "answer": .string(answer.rawValue),
    ]
    try Folder.makePrivate(folder)
    try OutputFile.write(entry.fileBytes, to: path)
  }

  /// Changes whenever the stored answer changes.
  func signature(ofAnswerTo file: FilePath) -> FileSignature? { path(ofAnswerTo: file).flatMap { FileSignature($0) } }

  private func path(ofAnswerTo file: FilePath) -> FilePath? {
    folder?.appending("\(SHA256(of: Self.canonical(file).bytes)).json")
  }

  /// The path by which editors and shells name the same file: links to its folder are resolved.
  private static func canonical(_ file: FilePath) -> FilePath {
    let folder = file.removingLastComponent()
    return (folder.resolvingLinks() ?? folder).appending(ProjectSettings.fileName)
  }
}
