public import SystemPackage

/// A regular file with an advisory lock, which is released with the value.
///
/// There is no separate lock file. A rewrite replaces the file, so `open` checks after locking that the path still names
/// the locked file.
public final class LockedFile: Sendable {
  /// The file's path.
  public let path: FilePath
  let descriptor: FileDescriptor
  let status: FileStatus

  /// Opens or creates the file, and waits for the lock.
  ///
  /// - Parameters:
  ///   - patience: the maximum time to wait for another process's lock.
  ///   - needsLocks: whether a file system without locks is an error; otherwise it opens the file without a lock.
  /// - Returns: nil if another process has the lock for longer.
  /// - Throws: `FileError` if the path is a link, a folder or a pipe, or the file cannot be opened.
  public static func open(
    _ path: FilePath, patience: Duration, needsLocks: Bool = true
  ) throws(FileError) -> LockedFile? {
    let deadline = ContinuousClock.now + patience
    while true {
      let file = try LockedFile(path)
      var isLocked = false
      do { isLocked = try file.descriptor.lock(exclusively: true) } catch {
        if needsLocks { throw FileError(path, cannotBe: "locked", error) }
        isLocked = true
      }
      if isLocked, FileStatus(path, followsLinks: false)?.identity == file.status.identity { return file }
      guard .now < deadline else { return nil }
      pauseForMilliseconds(2)
    }
  }

  /// Whether another process has locked a file.
  public static func isLocked(_ path: FilePath) -> Bool {
    do {
      let options: FileDescriptor.OpenOptions = [.noFollow, .nonBlocking, .closeOnExec]
      let descriptor = try FileDescriptor.open(path, .readOnly, options: options)
      return try descriptor.closeAfter { try !descriptor.lock(exclusively: false) }
    } catch {
      return false
    }
  }

  private init(_ path: FilePath) throws(FileError) {
    self.path = path
    let descriptor: FileDescriptor
    do {
      // Without `nonBlocking`, opening a named pipe would wait for a reader.
      descriptor = try FileDescriptor.open(
        path, .readWrite, options: [.create, .noFollow, .closeOnExec, .nonBlocking],
        permissions: OutputFile.readableByAll)
    } catch Errno.tooManySymbolicLinkLevels {
      throw FileError(path, "is a link, which is not written to; remove it, or name the file it leads to")
    } catch {
      throw FileError(path, cannotBe: "written", error)
    }
    self.descriptor = descriptor
    status = FileStatus(try attempt(path, "written") { try Stat(descriptor) })
    guard status.kind == .file else {
      throw FileError(path, "is not a regular file, and is not written to; name another")
    }
  }

  deinit {
    // The lock is released in any case.
    do { try descriptor.close() } catch {}
  }
}
