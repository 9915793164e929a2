public import BERT
import Foundation
import JSON
import Reviews
import SentimentAnalysis

/// The file `.sentiment-output.json` in a folder that a command writes. It says which command that is, and while it is locked
/// no other process writes there.
public final class OutputMarker: Sendable {
  static let fileName = ".sentiment-output.json"

  private let path: String
  private let descriptor: Int32

  /// Locks a folder. The marker is made where it is missing; what it says stays.
  ///
  /// - Parameter output: what the user calls the folder, where it stands for another one.
  /// - Throws: `CheckpointError` where another process has the lock, or something else stands at the marker's place.
  init(locking folder: String, for output: String? = nil) throws(CheckpointError) {
    path = "\(folder)/\(Self.fileName)"
    // A link is not followed, and a named pipe does not wait for its reader.
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CheckpointError(
        "\(path): cannot be written: \(unsafe String(cString: strerror(errno))); name another folder")
    }
    // `checkIsFree` of another process holds the lock for a moment.
    var attempts = 5
    while !Self.lock(descriptor, LOCK_EX) {
      attempts -= 1
      guard attempts > 0 else { throw Self.isBusy(output ?? folder) }
      usleep(10_000)
    }
    // The process that had the lock before may have removed the folder.
    var (ours, there) = (stat(), stat())
    guard unsafe fstat(descriptor, &ours) == 0, unsafe lstat(path, &there) == 0, ours.st_ino == there.st_ino,
      ours.st_dev == there.st_dev
    else { throw Self.isBusy(output ?? folder) }
    guard ours.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError("\(path): is no file; remove it, or name another folder")
    }
  }

  deinit { close(descriptor) }

  /// Makes sure that no other process writes into a folder.
  ///
  /// - Throws: `CheckpointError` where one does.
  public static func checkIsFree(_ folder: String) throws(CheckpointError) {
    let descriptor = unsafe open("\(folder)/\(fileName)", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard lock(descriptor, LOCK_SH) else { throw isBusy(folder) }
  }

  /// File systems that know no locks count as free.
  private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
    flock(descriptor, kind | LOCK_NB) == 0 || errno != EWOULDBLOCK && errno != EINTR
  }

  private static func isBusy(_ folder: String) -> CheckpointError {
    CheckpointError(
      "\(folder): is in use by another sentiment process; wait until that has ended, or name another folder")
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
      var size: Int64
      var modified: [Int64]
    }
  }

  /// Writes down which command the folder belongs to, and the state of its files.
  ///
  /// - Throws: `CheckpointError` with the marker's path.
  func write(_ command: String, files names: [String] = []) throws(CheckpointError) {
    var record = Record(command: command, version: version)
    for name in names { record.files[name] = Self.state(of: String(path.dropLast(Self.fileName.count)) + name) }
    do {
      let bytes = Array((try JSONValue(encoding: record).serialized() + "\n").utf8)
      // The new text covers the old one before the rest is cut off, so that at no time there is none.
      let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
      guard count == bytes.count, ftruncate(descriptor, off_t(count)) == 0, fsync(descriptor) == 0 else {
        throw CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
      }
    } catch {
      throw error as? CheckpointError ?? CheckpointError("\(path): \(error)")
    }
  }

  /// Takes the marker away from a folder that is whole.
  static func remove(fromFolder folder: String) { unsafe unlink("\(folder)/\(fileName)") }

  /// What the marker of a folder says; nil where there is none that can be read.
  static func record(inFolder folder: String) -> Record? {
    let path = "\(folder)/\(fileName)"
    guard FileKind(at: path) == .file else { return nil }
    do { return try JSONValue(parsing: readFile(path: path, atMost: 1 << 20)).decoded() } catch { return nil }
  }

  /// The state of a file; nil where there is none, or a link.
  static func state(of path: String) -> Record.State? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Record.State(size: Int64(status.st_size), modified: [Int64(time.tv_sec), Int64(time.tv_nsec)])
  }
}
