public import SystemPackage

/// Writes files atomically: to a temporary file beside the path, which is then renamed. Readers see the old file or the
/// new.
public enum OutputFile {
  /// The handling of a link, a pipe or a device at the path.
  public enum SpecialFiles: Sendable {
    /// Throws an error.
    case refused
    /// Replaces the target of a link, and writes to a pipe or a device directly. For paths that the user named.
    case followed
  }

  /// Permissions of a file that everybody may read.
  public static let readableByAll: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]

  /// Writes a file. A replaced file keeps its permissions and, where the system allows it, its owner and group.
  ///
  /// - Parameters:
  ///   - special: the handling of a link, a pipe or a device at the path.
  ///   - permissions: the permissions of a new file.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, special: SpecialFiles = .refused,
    permissions: FilePermissions = readableByAll
  ) throws(FileError) {
    try attempt(path, "written") {
      try write(to: path, special: special, permissions: permissions) { write in try write(bytes) }
    }
  }

  /// Writes a file piece by piece: `body` calls `write` with each piece.
  ///
  /// - Throws: `FileError`, or the error of `body`; an existing file then stays unchanged.
  public static func write(
    to path: FilePath, special: SpecialFiles = .refused, permissions: FilePermissions = readableByAll,
    _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let target = try Target(path, special)
    func fill(_ descriptor: FileDescriptor) throws {
      try body { bytes in _ = try attempt(path, "written") { try descriptor.writeAll(bytes) } }
    }
    if let stream = target.stream { return try fill(stream) }
    if target.isSpecial {
      let descriptor = try attempt(path, "written") {
        try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
      }
      return try descriptor.closeAfter { try fill(descriptor) }
    }
    let folder = target.path.removingLastComponent()
    TemporaryFile.removeLeftovers(in: folder)
    let temporary = try attempt(path, "written") {
      try TemporaryFile(in: folder, permissions: target.replaced == nil ? permissions : .ownerReadWrite)
    }
    do {
      try fill(temporary.descriptor)
      try attempt(path, "written") {
        if let replaced = target.replaced { try temporary.descriptor.take(ownerAndPermissionsOf: replaced) }
        // The data must reach the disk before the name does, or a crash could leave an empty file.
        try temporary.descriptor.synchronize()
        try temporary.path.rename(to: target.path)
        try temporary.descriptor.close()
      }
    } catch {
      // Reports the first error rather than one of the clean-up.
      do { try Folder.removeFile(temporary.path) } catch {}
      do { try temporary.descriptor.close() } catch {}
      throw error
    }
    // The file is complete even if the folder cannot be flushed to the disk.
    do { try Folder.synchronize(folder) } catch {}
  }
}

extension OutputFile {
  /// Copies a regular file, or the target of a link, piece by piece.
  ///
  /// - Parameters:
  ///   - limit: the maximum size in bytes.
  ///   - permissions: the permissions of a new file.
  /// - Returns: false if the source does not exist.
  @discardableResult
  public static func copy(
    _ source: FilePath, to path: FilePath, atMost limit: Int = .max, permissions: FilePermissions = readableByAll
  ) throws(FileError) -> Bool {
    guard let file = try InputFile.ifPresent(source) else { return false }
    guard file.count <= limit else { throw file.sizeError(file.count, limit: limit) }
    try attempt(path, "written") {
      try write(to: path, permissions: permissions) { write in
        for start in stride(from: 0, to: file.count, by: 1 << 20) {
          try write(file.bytes(start..<min(start + 1 << 20, file.count)))
        }
      }
    }
    return true
  }
}

/// The target of a write.
private struct Target {
  /// The path with links followed.
  var path: FilePath
  /// The existing file.
  var replaced: FileStatus?
  /// Whether it is a pipe or a device, which a rename cannot replace.
  var isSpecial = false
  /// The standard stream that the path names.
  var stream: FileDescriptor?

  init(_ path: FilePath, _ special: OutputFile.SpecialFiles) throws(FileError) {
    self.path = path
    if special == .followed, let stream = Self.streams[path] {
      self.stream = stream
      return
    }
    guard var status = FileStatus(path, followsLinks: false) else { return }
    if status.kind == .link {
      guard special == .followed else {
        throw FileError(path, "is a link; remove it, or name its target")
      }
      guard let target = FileStatus(path) else { throw FileError(path, "is a broken link; remove it") }
      // The link of a process to its pipe has no path as target.
      (status, self.path) = (target, path.resolvingLinks() ?? path)
    }
    switch status.kind {
    case .file: replaced = status
    case .folder: throw FileError(path, cannotBe: "written", Errno.isDirectory)
    default:
      guard special == .followed else {
        throw FileError(path, "is not a regular file; remove it, or name another path")
      }
      isSpecial = true
    }
  }
  /// A shell may have opened them to append, so that another file must not take their place.
  private static let streams: [FilePath: FileDescriptor] = [
    "/dev/stdout": .standardOutput, "/dev/fd/1": .standardOutput, "/proc/self/fd/1": .standardOutput,
    "/dev/stderr": .standardError, "/dev/fd/2": .standardError, "/proc/self/fd/2": .standardError,
  ]
}
