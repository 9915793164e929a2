public import Files
import JSON
import SentimentAnalysis

/// The file `.sentiment-output.json` in a folder that a command writes. It says which command that is, and while it is locked
/// no other process writes there.
public final class OutputMarker: Sendable {
  static let fileName: FilePath.Component = ".sentiment-output.json"

  private let file: LockedFile

  /// Locks a folder. The marker is made where it is missing; what it says stays.
  ///
  /// - Parameter output: what the user calls the folder, where it stands for another one.
  /// - Throws: `FileError` where another process has the lock, or something else stands at the marker's place.
  init(locking folder: FilePath, for output: FilePath? = nil) throws(FileError) {
    // `checkIsFree` of another process holds the lock for a moment.
    let file = try LockedFile.open(
      folder.appending(Self.fileName), patience: .milliseconds(50), needsLocks: false)
    guard let file else { throw Self.isBusy(output ?? folder) }
    self.file = file
  }

  /// Makes sure that no other process writes into a folder.
  public static func checkIsFree(_ folder: String) throws(FileError) {
    let folder = FilePath(folder)
    if LockedFile.isLocked(folder.appending(fileName)) { throw isBusy(folder) }
  }

  private static func isBusy(_ folder: FilePath) -> FileError {
    FileError(folder, "is in use by another sentiment process; wait until that has ended, or name another folder")
  }
}

extension OutputMarker {
  /// What a marker says.
  struct Record: Codable, Hashable {
    /// `sentiment export`.
    var command: String
    var version: String
    /// The files that were written, by name; none of a folder that is still written.
    var files: [String: State] = [:]

    /// What tells a file from one that was changed since.
    struct State: Codable, Hashable {
      var size: Int
      var modified: [Int]
    }
  }

  /// Writes down which command the folder belongs to, and the state of its files.
  func write(_ command: String, files names: [FilePath.Component] = []) throws {
    var record = Record(command: command, version: version)
    let folder = file.path.removingLastComponent()
    for name in names { record.files[name.string] = Self.state(of: folder.appending(name)) }
    try file.overwrite(with: Array((JSONValue(encoding: record).serialized() + "\n").utf8))
  }

  /// Takes the marker away from a folder that is whole.
  static func remove(from folder: FilePath) {
    // One that stays harms nobody.
    do { try Folder.removeFile(folder.appending(fileName)) } catch {}
  }

  /// What the marker of a folder says; nil where there is none that can be read.
  static func record(inFolder folder: FilePath) -> Record? {
    let path = folder.appending(fileName)
    guard FileStatus(path, followsLinks: false)?.kind == .file else { return nil }
    do { return try JSONValue(parsing: InputFile.bytes(of: path, atMost: 1 << 20)).decoded() } catch { return nil }
  }

  /// The state of a file; nil where there is none, or a link.
  static func state(of path: FilePath) -> Record.State? {
    guard let status = FileStatus(path, followsLinks: false), status.kind == .file else { return nil }
    return Record.State(size: status.size, modified: [status.modified.seconds, status.modified.nanoseconds])
  }
}
