import Foundation
public import SystemPackage

/// Operations on folders and their entries.
public enum Folder {
  /// The names in a folder in byte order, except `.` and `..`.
  public static func names(in folder: FilePath) throws(FileError) -> [FilePath.Component] {
    try attempt(folder, "read") { try folder.readNames() }
      .map { ($0, FilePath(root: nil, components: $0).bytes) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  /// Creates a folder and its missing parents; does nothing if the folder exists.
  ///
  /// - Parameter permissions: the permissions of new folders.
  public static func make(
    _ path: FilePath, permissions: FilePermissions = [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]
  ) throws(FileError) {
    if FileStatus(path)?.kind == .folder || path.isEmpty { return }
    let parent = path.removingLastComponent()
    if parent != path, FileStatus(parent) == nil { try make(parent, permissions: permissions) }
    do { try path.makeFolder(permissions) } catch {
      // Another process may have created it in the meantime.
      if FileStatus(path)?.kind == .folder { return }
      throw FileError(path, "the folder cannot be made: \(error)")
    }
  }

  /// Creates a new folder in an existing one.
  ///
  /// - Returns: false if the path already exists.
  public static func makeNew(_ path: FilePath) throws(FileError) -> Bool {
    do { try path.makeFolder([.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]) } catch Errno.fileExists {
      return false
    } catch {
      throw FileError(path, "the folder cannot be made: \(error)")
    }
    return true
  }

  /// Creates a folder and its missing parents with access for the owner only.
  public static func makePrivate(_ path: FilePath) throws(FileError) {
    try make(path, permissions: .ownerReadWriteExecute)
  }

  /// Flushes a folder's entries to the disk.
  public static func synchronize(_ path: FilePath) throws(FileError) {
    try attempt(path, "written") {
      let descriptor = try FileDescriptor.open(
        path.isEmpty ? "." : path, .readOnly, options: [.directory, .closeOnExec])
      try descriptor.closeAfter { try descriptor.synchronize() }
    }
  }

  /// Renames a file or folder; replaces a file at the new path.
  ///
  /// - Throws: `FileError` with the new path.
  public static func rename(_ path: FilePath, to other: FilePath) throws(FileError) {
    try attempt(other, "written") { try path.rename(to: other) }
  }

  /// Moves a complete folder to its final path, flushing it to the disk, so that even after a crash of the machine it is
  /// there whole or not at all.
  public static func move(_ folder: FilePath, to path: FilePath) throws(FileError) {
    try synchronize(folder)
    try rename(folder, to: path)
    try synchronize(path.removingLastComponent())
  }

  /// Removes a file, or a link but not its target.
  ///
  /// - Throws: `FileError` if that fails, or if nothing exists there.
  public static func removeFile(_ path: FilePath) throws(FileError) {
    try attempt(path, "removed") { try path.unlinkFile() }
  }

  /// Removes a folder if it is empty.
  ///
  /// - Returns: whether it was removed.
  @discardableResult
  public static func removeIfEmpty(_ path: FilePath) -> Bool {
    do { try path.removeEmptyFolder() } catch { return false }
    return true
  }

  /// Sets the permissions of a file or folder.
  public static func setPermissions(_ permissions: FilePermissions, of path: FilePath) throws(FileError) {
    try attempt(path, "written") { try path.setPermissions(permissions) }
  }

  /// Whether this process may write to a file, or create files in a folder.
  public static func isWritable(_ path: FilePath) -> Bool { path.isAllowed(W_OK) }
  /// Whether this process may read a file.
  public static func isReadable(_ path: FilePath) -> Bool { path.isAllowed(R_OK) }
  /// Whether this process may run a program.
  public static func isExecutable(_ path: FilePath) -> Bool { path.isAllowed(X_OK) }
}
