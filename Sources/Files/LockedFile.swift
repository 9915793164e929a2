public import SystemPackage

/// A regular file under an advisory lock, which ends with the value.
///
/// There is no separate lock file. A rewrite replaces the file, so after waiting we check that the path still names the locked
/// one.
public final class LockedFile: Sendable {
  /// Where it lies.
  public let path: FilePath
  let descriptor: FileDescriptor
  let status: FileStatus

  /// Opens or makes the file, and waits until it can be locked.
  ///
  /// - Parameters:
  ///   - patience: how long another process may hold the lock.
  ///   - needsLocks: whether a file system that knows no locks is an error; otherwise the file counts as locked.
  /// - Returns: nil where another process has the lock for longer.
  /// - Throws: `FileError` where the path is that of a link, a folder or a pipe, or the file cannot be opened.
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
      // Without `nonBlocking` a named pipe would wait here for a reader, perhaps for ever.
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
    // The lock ends in any case.
    do { try descriptor.close() } catch {}
  }
}
