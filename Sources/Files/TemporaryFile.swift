import SystemPackage

/// A new file beside the one that it will replace. It is locked, so that files of killed processes can be told from those of
/// running ones.
struct TemporaryFile {
  let path: FilePath
  let descriptor: FileDescriptor

  /// Creates the file under an unpredictable name that must be new, so that no link or file planted there is followed or
  /// replaced.
  init(in folder: FilePath, permissions: FilePermissions) throws {
    while true {
      let path = folder.appending(Self.prefix + String(UInt64.random(in: 0 ... .max), radix: 16) + Self.suffix)
      let descriptor = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec], permissions: permissions)
      // Another process may find the file before it is locked, and remove it.
      guard Self.lock(descriptor),
        FileStatus(path, followsLinks: false)?.identity == FileStatus(try Stat(descriptor)).identity
      else {
        try descriptor.close()
        continue
      }
      (self.path, self.descriptor) = (path, descriptor)
      return
    }
  }

  /// Removes the files that killed processes left in a folder: those that nobody has locked.
  static func removeLeftovers(in folder: FilePath) {
    for name in (try? (folder.isEmpty ? "." : folder).readNames()) ?? [] where isName(name.string) {
      let path = folder.appending(name)
      // What cannot be removed now stays for the next write.
      do {
        let descriptor = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
        try descriptor.closeAfter {
          if try Stat(descriptor).type == .regular, try descriptor.lock(exclusively: true) { try path.unlinkFile() }
        }
      } catch {}
    }
  }

  /// Whether a name is that of a temporary file, which a killed process leaves behind.
  static func isName(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    return UInt64(name.dropFirst(prefix.count).dropLast(suffix.count), radix: 16) != nil
  }

  private static let (prefix, suffix) = (".sentiment-", ".part")

  /// Whether the file is locked, or the file system has no locks.
  private static func lock(_ descriptor: FileDescriptor) -> Bool {
    do { return try descriptor.lock(exclusively: true) } catch { return true }
  }
}

extension OutputFile {
  /// Whether a name is that of a temporary file, which a killed process leaves behind.
  public static func isTemporaryName(_ name: String) -> Bool { TemporaryFile.isName(name) }
}

extension FileDescriptor {
  /// Gives the file the owner, the group and the permissions of another one. Where the system does not allow that group, its
  /// members may do no more than others. A bit that lends the owner's rights is not kept.
  func take(ownerAndPermissionsOf other: FileStatus) throws {
    var keepsGroup = true
    // Only the superuser may change the owner; others may choose among their groups.
    do { try setOwner(other.owner, other.group) } catch {
      do { try setOwner(.max, other.group) } catch { keepsGroup = false }
    }
    try setPermissions(other.permissions.kept(keepsGroup: keepsGroup))
  }
}

extension FilePermissions {
  /// The permissions of a file that replaces one with these.
  func kept(keepsGroup: Bool) -> FilePermissions {
    let others = rawValue & 0o7
    return FilePermissions(rawValue: rawValue & (keepsGroup ? 0o777 : 0o707 | others << 3))
  }
}
