import Foundation
public import SystemPackage

/// Folders and the names in them.
public enum Folder {
  /// The names in a folder in the order of their bytes, but for `.` and `..`.
  public static func names(in folder: FilePath) throws(FileError) -> [FilePath.Component] {
    try attempt(folder, "read") { try folder.readNames() }
      .map { ($0, FilePath(root: nil, components: $0).bytes) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  /// Makes a folder and those above it; one that is there already is fine.
  ///
  /// - Parameter permissions: those of the folders that are made.
  public static func make(
    _ path: FilePath, permissions: FilePermissions = [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]
  ) throws(FileError) {
    if FileStatus(path)?.kind == .folder || path.isEmpty { return }
    let parent = path.removingLastComponent()
    if parent != path, FileStatus(parent) == nil { try make(parent, permissions: permissions) }
    do { try path.makeFolder(permissions) } catch {
      // Another process may have made it meanwhile.
      if FileStatus(path)?.kind == .folder { return }
      throw FileError(path, "the folder cannot be made: \(error)")
    }
  }

  /// Makes a folder that must not be there yet, in one that is.
  ///
  /// - Returns: false where something is there.
  public static func makeNew(_ path: FilePath) throws(FileError) -> Bool {
    do { try path.makeFolder([.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]) } catch Errno.fileExists {
      return false
    } catch {
      throw FileError(path, "the folder cannot be made: \(error)")
    }
    return true
  }

  /// Makes a folder, and those above it, where nobody else may look.
  public static func makePrivate(_ path: FilePath) throws(FileError) {
    try make(path, permissions: .ownerReadWriteExecute)
  }

  /// Has the names in a folder reach the disk.
  public static func synchronize(_ path: FilePath) throws(FileError) {
    try attempt(path, "written") {
      let descriptor = try FileDescriptor.open(
        path.isEmpty ? "." : path, .readOnly, options: [.directory, .closeOnExec])
      try descriptor.closeAfter { try descriptor.synchronize() }
    }
  }

  /// Gives a file or a folder another name, at which a file is replaced.
  ///
  /// - Throws: `FileError` with the new path where that is not possible.
  public static func rename(_ path: FilePath, to other: FilePath) throws(FileError) {
    try attempt(other, "written") { try path.rename(to: other) }
  }

  /// Moves a folder whose files are all written to the place where it is looked for, so that even a crash of the machine
  /// leaves it there whole or not at all.
  public static func move(_ folder: FilePath, to path: FilePath) throws(FileError) {
    try synchronize(folder)
    try rename(folder, to: path)
    try synchronize(path.removingLastComponent())
  }

  /// Removes a file, or a link without what it leads to.
  ///
  /// - Throws: `FileError` where that is not possible, as where nothing is there.
  public static func removeFile(_ path: FilePath) throws(FileError) {
    try attempt(path, "removed") { try path.unlinkFile() }
  }

  /// Removes a folder in which nothing is.
  ///
  /// - Returns: whether that was possible.
  @discardableResult
  public static func removeIfEmpty(_ path: FilePath) -> Bool {
    do { try path.removeEmptyFolder() } catch { return false }
    return true
  }

  /// Changes who may do what with a file or folder.
  public static func setPermissions(_ permissions: FilePermissions, of path: FilePath) throws(FileError) {
    try attempt(path, "written") { try path.setPermissions(permissions) }
  }

  /// Whether this process may write to a file, or make files in a folder.
  public static func isWritable(_ path: FilePath) -> Bool { path.isAllowed(W_OK) }
  /// Whether this process may read a file.
  public static func isReadable(_ path: FilePath) -> Bool { path.isAllowed(R_OK) }
  /// Whether this process may run a program.
  public static func isExecutable(_ path: FilePath) -> Bool { path.isAllowed(X_OK) }
}
