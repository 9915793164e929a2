public import Files
import Foundation
import JSON

/// The models that a `.sentiment.json` names. The file may come from somebody else, so its models are used only after the user
/// allows them.
public struct ModelRequest: Sendable, Hashable {
  /// The `.sentiment.json`.
  public var file: FilePath
  /// The models, as the file names them.
  public var models: [String]
  /// The digest of the file's bytes. Permission is for this content only.
  var digest: SHA256

  /// The folder of the file.
  public var folder: FilePath { file.removingLastComponent() }

  /// `/project/.sentiment.json names the model ./model`
  public var summary: String {
    "\(file) names the model\(models.count == 1 ? "" : "s") \(models.map { $0.excerpt() }.joined(separator: ", "))"
  }
}

/// The user's answers to model requests. Each `.sentiment.json` has one small file in the user's state folder,
/// `$XDG_STATE_HOME/sentiment-lsp/models`, never in the workspace.
public struct ModelPermissions: Sendable {
  /// An answer to a model request.
  public enum Answer: String, Sendable {
    case allowed, denied
  }

  /// Nil if the user has no home folder.
  private let folder: FilePath?

  private static let byteLimit = 1 << 16

  /// The answers of the user who runs this process.
  public init() { self.init(environment: CommandLine.textEnvironment) }

  /// The answers in the state folder that `XDG_STATE_HOME` or `HOME` of an environment names.
  public init(environment: [String: String]) {
    func folder(_ variable: String) -> FilePath? {
      environment[variable].flatMap { $0.hasPrefix("/") ? FilePath(text: $0) : nil }
    }
    let state = folder("XDG_STATE_HOME") ?? folder("HOME")?.appending(".local/state")
    self.folder = state?.appending("sentiment-lsp/models")
  }

  /// The stored answer for the file's current content; nil if there is none.
  public func answer(to request: ModelRequest) -> Answer? {
    guard let path = path(ofAnswerTo: request.file),
      let bytes = try? InputFile.bytes(of: path, atMost: Self.byteLimit),
      let entry = try? JSONValue(parsing: bytes), entry["file"]?.stringValue == Self.canonical(request.file).text,
      entry["sha256"]?.stringValue == request.digest.description
    else { return nil }
    return entry["answer"]?.stringValue.flatMap(Answer.init)
  }

  /// Stores an answer, replacing an earlier one for the same file.
  ///
  /// - Throws: an error that names the path and the system's reason.
  public func store(_ answer: Answer, to request: ModelRequest) throws {
    guard let folder, let path = path(ofAnswerTo: request.file) else {
      throw FileError("the answer cannot be stored: neither XDG_STATE_HOME nor HOME names a folder; set HOME")
    }
    let entry: JSONValue = [
      "file": .string(Self.canonical(request.file).text), "sha256": .string(request.digest.description),
      "answer": .string(answer.rawValue),
    ]
    try Folder.makePrivate(folder)
    try OutputFile.write(entry.fileBytes, to: path)
  }

  /// The signature of the stored answer's file, which changes with the answer.
  func signature(ofAnswerTo file: FilePath) -> FileSignature? { path(ofAnswerTo: file).flatMap { FileSignature($0) } }

  private func path(ofAnswerTo file: FilePath) -> FilePath? {
    folder?.appending("\(SHA256(of: Self.canonical(file).bytes)).json")
  }

  /// The file's path with the links of its folder resolved, so that editors and shells agree on it.
  private static func canonical(_ file: FilePath) -> FilePath {
    let folder = file.removingLastComponent()
    return (folder.resolvingLinks() ?? folder).appending(ProjectSettings.fileName)
  }
}
