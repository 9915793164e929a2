import BERT
import Foundation
import JSON

/// A model that a `.sentiment.json` names. Whoever wrote the file may not be the user, so it is used only once the user allows
/// it.
public struct ModelRequest: Sendable, Hashable {
  /// The path of the `.sentiment.json`.
  public var file: String
  /// The models, as the file names them.
  public var models: [String]
  /// Of the file's bytes: another content needs another permission.
  var digest: SHA256

  /// The folder that the file is in.
  public var folder: String { FilePath.folders(above: file).first ?? "/" }

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
  private let folder: String?

  private static let mostBytes = 1 << 16

  /// Those of the user who runs this process.
  public init() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Those of the user that an environment names.
  public init(environment: [String: String]) {
    func folder(_ variable: String) -> String? { environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let state = folder("XDG_STATE_HOME") ?? folder("HOME").map { $0 + "/.local/state" }
    self.folder = state.map { $0 + "/sentiment-lsp/models" }
  }

  /// The answer for a file as it is now; nil where there is none.
  public func answer(to request: ModelRequest) -> Answer? {
    guard let path = path(ofAnswerTo: request.file),
      let (bytes, _) = try? readSmallFile(path: path, atMost: Self.mostBytes),
      let entry = try? JSONValue(parsing: bytes), entry["file"]?.stringValue == Self.canonical(request.file),
      entry["sha256"]?.stringValue == request.digest.description
    else { return nil }
    return entry["answer"]?.stringValue.flatMap(Answer.init)
  }

  /// Keeps an answer, in place of an earlier one for the file.
  ///
  /// - Throws: an error that names the path and the system's reason.
  public func store(_ answer: Answer, to request: ModelRequest) throws {
    guard let folder, let path = path(ofAnswerTo: request.file) else {
      throw SmallFileError("the answer cannot be kept: neither XDG_STATE_HOME nor HOME names a folder; set HOME")
    }
    let entry: JSONValue = [
      "file": .string(Self.canonical(request.file)), "sha256": .string(request.digest.description),
      "answer": .string(answer.rawValue),
    ]
    try makePrivateFolder(folder)
    try writeWhole(entry.fileBytes, path: path)
  }

  /// Changes whenever the stored answer changes.
  func signature(ofAnswerTo file: String) -> FileSignature? { path(ofAnswerTo: file).flatMap(FileSignature.init) }

  private func path(ofAnswerTo file: String) -> String? {
    folder.map { "\($0)/\(SHA256(of: Self.canonical(file).utf8)).json" }
  }

  /// The path by which editors and shells name the same file: links to its folder are resolved.
  private static func canonical(_ file: String) -> String {
    let folder = FilePath.folders(above: file).first ?? "/"
    return FilePath.resolved(ProjectSettings.fileName, in: FolderBoundary.resolved(folder) ?? folder)
  }
}
