public import Files
import JSON
import SentimentAnalysis

/// The file `.sentiment-output.json` in an output folder. It names the command that writes the folder, and its lock
/// keeps other processes from writing there.
public final class OutputMarker: Sendable {
  static let fileName: FilePath.Component = ".sentiment-output.json"

  private let file: LockedFile

  /// Locks a folder. Creates the marker if it is missing, and keeps its content otherwise.
  ///
  /// - Parameter output: the folder to name in errors, if `folder` is a temporary one.
  /// - Throws: `FileError` if another process has the lock, or the marker's path is not a file.
  init(locking folder: FilePath, for output: FilePath? = nil) throws(FileError) {
    // `checkIsFree` in another process holds the lock for a moment.
    let file = try LockedFile.open(
      folder.appending(Self.fileName), patience: .milliseconds(50), needsLocks: false)
    guard let file else { throw Self.isBusy(output ?? folder) }
    self.file = file
  }

  /// Throws if another process writes into a folder.
  public static func checkIsFree(_ folder: String) throws(FileError) {
    let folder = FilePath(text: folder)
    if LockedFile.isLocked(folder.appending(fileName)) { throw isBusy(folder) }
  }

  private static func isBusy(_ folder: FilePath) -> FileError {
    FileError(folder, "is in use by another sentiment process; wait until it ends, or name another folder")
  }
}

extension OutputMarker {
  /// The content of a marker.
  struct Record: Codable, Hashable {
    /// The command that writes the folder, such as `sentiment export`.
    var command: String
    var version: String
    /// The written files by name; empty while the folder is incomplete.
    var files: [String: State] = [:]

    /// The size and modification time, which reveal later changes.
    struct State: Codable, Hashable {
      var size: Int
      var modified: [Int]
    }
  }

  /// Records the command that writes the folder, and the state of its files.
  func write(_ command: String, files names: [FilePath.Component] = []) throws {
    var record = Record(command: command, version: version)
    let folder = file.path.removingLastComponent()
    for name in names { record.files[name.string] = Self.state(of: folder.appending(name)) }
    try file.overwrite(with: Array((JSONValue(encoding: record).serialized() + "\n").utf8))
  }

  /// Removes the marker from a complete folder.
  static func remove(from folder: FilePath) {
    // A remaining marker is harmless.
    do { try Folder.removeFile(folder.appending(fileName)) } catch {}
  }

  /// The content of a folder's marker; nil if there is none or it is invalid.
  static func record(inFolder folder: FilePath) -> Record? {
    let path = folder.appending(fileName)
    guard FileStatus(path, followsLinks: false)?.kind == .file else { return nil }
    do { return try JSONValue(parsing: InputFile.bytes(of: path, atMost: 1 << 20)).decoded() } catch { return nil }
  }

  /// The state of a file; nil if it is missing or a link.
  static func state(of path: FilePath) -> Record.State? {
    guard let status = FileStatus(path, followsLinks: false), status.kind == .file else { return nil }
    return Record.State(size: status.size, modified: [status.modified.seconds, status.modified.nanoseconds])
  }
}
