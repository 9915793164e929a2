import Files
import JSON

/// How a file of JSON lines is written in a folder that is not trusted and that several programs may write to at once.
///
/// Any of the programs may be killed. A line is therefore appended under a lock by a single write.
enum SharedLines {
  /// Opens or creates a file, and waits for its lock.
  static func lock(_ path: FilePath) throws(FileError) -> LockedFile {
    try Folder.make(path.removingLastComponent())
    guard let file = try LockedFile.open(path, patience: .seconds(5)) else {
      throw FileError(path, "is locked by another program; try again when that program has finished")
    }
    return file
  }

  /// The path with the links of its folder resolved. It must be inside the workspace. Files in `.git` are refused, because git
  /// executes some of them.
  ///
  /// - Parameters:
  ///   - allowsGit: whether the user named the path, which may then be in `.git`.
  ///   - remedy: the end of an error's message.
  static func resolve(
    _ path: FilePath, inside workspace: FilePath, allowsGit: Bool = false, remedy: String
  ) throws(FileError) -> FilePath {
    guard let boundary = FolderBoundary(workspace) else {
      throw FileError(path, "cannot be written: the folder \(workspace) does not exist")
    }
    guard boundary.contains(path), let name = path.lastComponent,
      let folder = boundary.resolved(path.removingLastComponent())
    else { throw FileError(path, "leads out of \(workspace); \(remedy) inside it") }
    let resolved = folder.appending(name)
    guard allowsGit || !resolved.isInGit(below: boundary.root) else {
      throw FileError(path, "is in .git; \(remedy) in another folder")
    }
    return resolved
  }

  /// Whether a last line without a line break is an incomplete line of ours, left by a process that was killed. Our lines begin
  /// with `opening`.
  static func isTorn(_ line: ArraySlice<UInt8>, opening: [UInt8]) -> Bool {
    guard !line.isEmpty, line.starts(with: opening) || opening.starts(with: line) else { return false }
    do {
      _ = try JSONValue(parsing: line)
      return false
    } catch {
      return true
    }
  }
}

extension FilePath {
  /// Whether a component below `root` is git's folder.
  fileprivate func isInGit(below root: FilePath) -> Bool {
    components.dropFirst(root.components.count).contains { $0.string.lowercased() == ".git" }
  }
}
