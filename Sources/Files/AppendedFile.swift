public import SystemPackage
import Synchronization

/// A file that is written at its end, and that others may read meanwhile.
public final class AppendedFile: Sendable {
  /// Where it lies.
  public let path: FilePath
  private let descriptor: FileDescriptor

  /// Opens the file, or makes it.
  ///
  /// - Parameter followsLinks: false refuses a link at the path.
  public init(_ path: FilePath, followsLinks: Bool = false) throws(FileError) {
    self.path = path
    descriptor = try attempt(path, "written") {
      try FileDescriptor.open(
        path, .writeOnly, options: [.create, .append, .closeOnExec, followsLinks ? [] : .noFollow],
        permissions: OutputFile.readableByAll)
    }
  }

  deinit {
    // What was appended is written.
    do { try descriptor.close() } catch {}
  }

  /// Its size in bytes; 0 where it has none.
  public var count: Int { do { return Int(try Stat(descriptor).size) } catch { return 0 } }

  /// Writes bytes at the end.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    _ = try attempt(path, "written") { try descriptor.writeAll(bytes) }
  }
}

/// A file that lines are appended to and that keeps its size: before it grows over the limit it gets the name with `.1` at its
/// end, the one of that name `.2`, and so on.
public final class RotatingFile: Sendable {
  private let limit: Int
  private let kept: Int
  private let file: Mutex<(current: AppendedFile, size: Int)>

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - limit: its most bytes.
  ///   - kept: how many of those before are kept.
  public init(_ path: FilePath, limit: Int = 5 << 20, kept: Int = 3) throws(FileError) {
    let current = try AppendedFile(path, followsLinks: true)
    (self.limit, self.kept) = (limit, kept)
    file = Mutex((current, current.count))
  }

  /// Appends a line. Where a new file cannot be made, the old one goes on.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    try file.withLock { file throws(FileError) in
      let path = file.current.path
      if file.size > 0, file.size + bytes.count > limit {
        do {
          for number in stride(from: kept, to: 0, by: -1) {
            let before = number == 1 ? path : FilePath("\(path).\(number - 1)")
            if FileStatus(before) != nil { try Folder.rename(before, to: FilePath("\(path).\(number)")) }
          }
          let new = try AppendedFile(path, followsLinks: true)
          file = (new, new.count)
        } catch {}  // the old one goes on
      }
      try file.current.append(bytes)
      file.size += bytes.count
    }
  }
}
