public import SystemPackage
import Synchronization

/// A file that is appended to while others may read it.
public final class AppendedFile: Sendable {
  /// The file's path.
  public let path: FilePath
  private let descriptor: FileDescriptor

  /// Opens or creates the file.
  ///
  /// - Parameter followsLinks: whether the path may be a link; otherwise a link is an error.
  public init(_ path: FilePath, followsLinks: Bool = false) throws(FileError) {
    self.path = path
    descriptor = try attempt(path, "written") {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .append, .closeOnExec, followsLinks ? [] : .noFollow],
        permissions: OutputFile.readableByAll)
    }
  }

  deinit {
    // All appended bytes are already written.
    do { try descriptor.close() } catch {}
  }

  /// The file's size in bytes; 0 if it is unknown.
  public var count: Int { do { return Int(try Stat(descriptor).size) } catch { return 0 } }

  /// Appends bytes.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    _ = try attempt(path, "written") { try descriptor.writeAll(bytes) }
  }
}

/// A log file of limited size. Before it would exceed the limit, it is renamed to `NAME.1`, the previous `NAME.1` to
/// `NAME.2`, and so on.
public final class RotatingFile: Sendable {
  private let limit: Int
  private let backupCount: Int
  private let file: Mutex<(current: AppendedFile, size: Int)>

  /// Opens or creates the file.
  ///
  /// - Parameters:
  ///   - limit: the maximum size in bytes.
  ///   - backupCount: the number of previous files to keep.
  public init(_ path: FilePath, limit: Int = 5 << 20, backupCount: Int = 3) throws(FileError) {
    let current = try AppendedFile(path, followsLinks: true)
    (self.limit, self.backupCount) = (limit, backupCount)
    file = Mutex((current, current.count))
  }

  /// Appends a line. If rotation fails, the current file grows over the limit.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    try file.withLock { file throws(FileError) in
      let path = file.current.path
      if file.size > 0, file.size + bytes.count > limit {
        do {
          for number in stride(from: backupCount, to: 0, by: -1) {
            let before = number == 1 ? path : FilePath(text: "\(path.text).\(number - 1)")
            if FileStatus(before) != nil { try Folder.rename(before, to: FilePath(text: "\(path.text).\(number)")) }
          }
          let new = try AppendedFile(path, followsLinks: true)
          file = (new, new.count)
        } catch {}  // continue with the current file
      }
      try file.current.append(bytes)
      file.size += bytes.count
    }
  }
}
