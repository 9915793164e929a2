public import SystemPackage

/// Files that are written whole: beside their place, then renamed there. Readers see the old file or the new one.
public enum OutputFile {
  /// What becomes of a link, a pipe or a device at the place of a file that is written.
  public enum SpecialPlaces: Sendable {
    /// Nothing is written, and the error says what stands there.
    case refused
    /// A link is followed to the file that it leads to; a pipe or a device is written to as it is. For paths that the user
    /// named.
    case followed
  }

  /// The permissions of a new file: everybody may read it.
  public static let readableByAll: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]

  /// Writes a file. One that is replaced keeps its permissions.
  ///
  /// - Parameters:
  ///   - special: what becomes of a link, a pipe or a device at the place.
  ///   - permissions: those of a file that was not there before.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, special: SpecialPlaces = .refused,
    permissions: FilePermissions = readableByAll
  ) throws(FileError) {
    try attempt(path, "written") {
      try write(to: path, special: special, permissions: permissions) { write in try write(bytes) }
    }
  }

  /// The same for a file that is made piece by piece: `body` calls what it is given with each piece.
  ///
  /// - Throws: `FileError`, or what `body` throws; then the file that was there before stays.
  public static func write(
    to path: FilePath, special: SpecialPlaces = .refused, permissions: FilePermissions = readableByAll,
    _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let place = try Place(path, special)
    func fill(_ descriptor: FileDescriptor) throws {
      try body { bytes in _ = try attempt(path, "written") { try descriptor.writeAll(bytes) } }
    }
    if place.isSpecial {
      let descriptor = try attempt(path, "written") {
        try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
      }
      return try descriptor.closeAfter { try fill(descriptor) }
    }
    // A name that nobody can foresee, and that must be new: nothing that was put there is followed or replaced.
    let beside = place.path.removingLastComponent().appending(temporaryName())
    let descriptor = try attempt(path, "written") {
      try FileDescriptor.open(
        beside, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: place.permissions ?? permissions)
    }
    do {
      try descriptor.closeAfter {
        try fill(descriptor)
        try attempt(path, "written") {
          if let kept = place.permissions { try descriptor.setPermissions(kept) }
          // The data must be on the disk before the name is, or a crash could leave the new name on nothing.
          try descriptor.synchronize()
        }
      }
      try Folder.rename(beside, to: place.path)
    } catch {
      // The first error says more than one of the tidying.
      do { try Folder.removeFile(beside) } catch {}
      throw error
    }
    // The file is whole also where the names in a folder cannot be made to reach the disk.
    do { try Folder.synchronize(place.path.removingLastComponent()) } catch {}
  }
}

extension OutputFile {
  /// Copies a regular file piece by piece. Where the source is a link, the file that it leads to is copied.
  ///
  /// - Parameters:
  ///   - most: the most bytes that it may have.
  ///   - permissions: the copy's, where no file is replaced.
  /// - Returns: false where there is no source.
  @discardableResult
  public static func copy(
    _ source: FilePath, to path: FilePath, atMost most: Int = .max, permissions: FilePermissions = readableByAll
  ) throws(FileError) -> Bool {
    guard let file = try InputFile.ifPresent(source) else { return false }
    guard file.count <= most else { throw file.isTooLarge(file.count, most) }
    try attempt(path, "written") {
      try write(to: path, permissions: permissions) { write in
        for start in stride(from: 0, to: file.count, by: 1 << 20) {
          try write(file.bytes(start..<min(start + 1 << 20, file.count)))
        }
      }
    }
    return true
  }

  /// Whether a file of this name is what is left of a file when the process that writes it is killed.
  public static func isTemporaryName(_ name: String) -> Bool {
    name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
  }

  private static let (temporaryPrefix, temporarySuffix) = (".sentiment-", ".part")

  /// The name of a file that is being written: hidden, and new each time.
  private static func temporaryName() -> String {
    temporaryPrefix + String(UInt64.random(in: 0 ... .max), radix: 16) + temporarySuffix
  }
}

/// Where a file is written to.
private struct Place {
  /// Links followed.
  var path: FilePath
  /// Those of the file that is there.
  var permissions: FilePermissions?
  /// Whether it is a pipe or a device, to which nothing can be renamed.
  var isSpecial = false

  init(_ path: FilePath, _ special: OutputFile.SpecialPlaces) throws(FileError) {
    self.path = path
    guard var status = FileStatus(path, followsLinks: false) else { return }
    if status.kind == .link {
      guard special == .followed else {
        throw FileError(path, "is a link; remove it, or name the file that it leads to")
      }
      guard let target = FileStatus(path), let resolved = path.resolvingLinks() else {
        throw FileError(path, "is a link that leads nowhere; remove it")
      }
      (status, self.path) = (target, resolved)
    }
    switch status.kind {
    case .file: permissions = status.permissions
    case .folder: throw FileError(path, cannotBe: "written", Errno.isDirectory)
    default:
      guard special == .followed else {
        throw FileError(path, "is not a regular file; remove it, or name another place")
      }
      isSpecial = true
    }
  }
}
