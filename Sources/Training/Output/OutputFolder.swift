import BERT
public import Files
import SentimentAnalysis

/// A model folder that a command writes under a temporary name and then renames. After a crash, the folder is the
/// previous one or the new one, never a mixture.
public struct OutputFolder: Sendable {
  /// The path of the folder, links resolved.
  public let path: FilePath
  private let command: String
  private let source: String
  private let overwrites: Bool

  private var parent: FilePath { path.removingLastComponent() }
  /// The last component of the path.
  public var name: String { path.lastComponent?.string ?? "/" }
  /// The place of the previous folder during the swap.
  private var backup: FilePath { parent.appending(".\(name).replaced") }

  /// Checks that the folder may be written.
  ///
  /// - Parameters:
  ///   - place: the path that the user named; it need not exist.
  ///   - command: `sentiment export`; replaces a folder that this command wrote and nobody changed since.
  ///   - source: the folder of the model that is read, which is never replaced.
  ///   - overwrites: replaces any folder that contains a model and nothing else.
  public init(
    _ place: String, writtenBy command: String, reading source: String, overwrites: Bool
  ) throws(FileError) {
    guard !place.isEmpty else { throw FileError("the path of the output folder is empty; name a folder") }
    path = FilePath(text: place).withoutLinks
    (self.command, self.source, self.overwrites) = (command, source, overwrites)
    try check()
  }

  /// Calls `body` to write the folder. If that fails, the previous folder is unchanged.
  ///
  /// - Throws: the error of `body`, or `FileError` with the folder and the reason.
  public func write(_ body: (_ folder: String) throws -> Void) throws {
    try Folder.make(parent)
    let unfinished = try UnfinishedFolder(parent.appending(".\(name).unfinished"), for: path, command: command)
    do {
      try unfinished.fill {
        // Check again, now that the lock keeps other processes out.
        try recover()
        try check()
        try body(unfinished.path.text)
        let written = try Folder.names(in: unfinished.path).filter { $0 != OutputMarker.fileName }
        try unfinished.marker.write(command, files: written)
        try replace(with: unfinished.path)
      }
    } catch {
      guard error is FileError || error is CheckpointError else { throw error }
      throw FileError("\(error)".replacing(unfinished.path.text, with: path.text))
    }
  }

  private func replace(with unfinished: FilePath) throws(FileError) {
    guard let status = FileStatus(path) else { return try Folder.move(unfinished, to: path) }
    if try Folder.names(in: path).isEmpty { return try fill(with: unfinished) }
    do {
      try Folder.setPermissions(status.permissions, of: unfinished)
      try Folder.rename(path, to: backup)
    } catch {
      throw FileError(path, "cannot be replaced (\(error)); name a folder that does not exist")
    }
    do throws(FileError) {
      try Folder.move(unfinished, to: path)
    } catch {
      // Report the first error, not one of the rollback.
      do { try Folder.rename(backup, to: path) } catch {}
      throw error
    }
    guard try ModelFiles.remove(from: backup, ModelFiles.contains) else {
      throw FileError(
        path, "is written, but a part of the previous folder remains in \(backup); move it away, or remove it")
    }
  }

  /// Moves the files into an empty folder instead of replacing it: it may be the current folder of a shell, or a mount
  /// point.
  private func fill(with unfinished: FilePath) throws(FileError) {
    try ModelFiles.move(Folder.names(in: unfinished).map(\.string), from: unfinished, to: path)
    Folder.removeIfEmpty(unfinished)
  }

  // MARK: Checks

  private func check() throws(FileError) {
    guard !isInHubCache(path.text) else {
      throw FileError(path, "is in the Hugging Face cache, which must not be changed; name a folder elsewhere")
    }
    switch FileStatus(path, followsLinks: false)?.kind {
    case nil: return
    case .folder: break
    case .link: throw FileError(path, "is a broken link; remove it, or name another folder")
    default: throw FileError(path, "is a file; name a folder")
    }
    guard try !holdsModel(source, in: path) else {
      throw FileError(path, "contains the model that is read; name another folder")
    }
    try OutputMarker.checkIsFree(path.text)
    let names = try Folder.names(in: path)
    guard let first = names.first else { return }
    guard FilePath(".").withoutLinks != path else {
      throw FileError(path, "is the current folder and not empty; name another folder, or change the current one")
    }
    guard overwrites || OutputMarker.record(inFolder: path)?.command == command else {
      let more = names.count > 1 ? " …" : ""
      throw FileError(
        path, "is not empty (\(first)\(more)); name another folder, or replace it with --overwrite")
    }
    if let unknown = try ModelFiles.firstUnknown(in: path, ModelFiles.contains) {
      throw FileError(
        path.appending(unknown),
        "is not a model file and would be lost; move it away, or name another folder")
    }
    if !overwrites, let changed = firstChanged(of: names) {
      throw FileError(
        path.appending(changed),
        "was changed since \(command) wrote it; name another folder, or replace it with --overwrite")
    }
  }

  /// Recovers from a crash: moves the previous folder back if the new one is missing, otherwise removes the rest of it.
  /// A backup that no command of ours wrote stays.
  private func recover() throws(FileError) {
    guard FileStatus(backup, followsLinks: false) != nil else { return }
    if try UnfinishedFolder.isOurs(backup) {
      let isWhole = FileStatus(backup.appending("config.json"), followsLinks: false)?.kind == .file
      if isWhole, FileStatus(path, followsLinks: false) == nil { return try Folder.rename(backup, to: path) }
      if try ModelFiles.remove(from: backup, ModelFiles.contains) { return }
    }
    throw FileError(backup, "remains from an earlier run; move it away, or remove it")
  }

  private func firstChanged(of names: [FilePath.Component]) -> FilePath.Component? {
    let files = OutputMarker.record(inFolder: path)?.files ?? [:]
    return names.first { name in
      name != OutputMarker.fileName && !OutputFile.isTemporaryName(name.string)
        && files[name.string] != OutputMarker.state(of: path.appending(name))
    }
  }
}

/// Whether a model's folder is at or below a path without links, or contains links to files there.
func holdsModel(_ source: String, in path: FilePath) throws(FileError) -> Bool {
  let source = FilePath(text: source)
  if source.withoutLinks == path { return true }
  return try Folder.names(in: source).contains {
    source.appending($0).withoutLinks.removingLastComponent().starts(with: path)
  }
}
