import BERT
public import Files
import SentimentAnalysis

/// A model folder that a command writes as a whole: beside its place, then renamed there. A crash leaves the folder that was
/// there before, or the new one.
public struct OutputFolder: Sendable {
  /// The folder, links followed.
  public let path: FilePath
  private let command: String
  private let source: String
  private let overwrites: Bool

  private var parent: FilePath { path.removingLastComponent() }
  /// Its last component.
  public var name: String { path.lastComponent?.string ?? "/" }
  /// Where the previous folder is kept during the swap.
  private var aside: FilePath { parent.appending(".\(name).replaced") }

  /// Makes sure that the folder may be written.
  ///
  /// - Parameters:
  ///   - place: what the user named; it need not be there.
  ///   - command: `sentiment export`; a folder that the same command wrote, and nobody changed since, may be replaced.
  ///   - source: the folder of the model that is read, which is never replaced.
  ///   - overwrites: replaces any folder that holds a model and nothing else.
  public init(
    _ place: String, writtenBy command: String, reading source: String, overwrites: Bool
  ) throws(FileError) {
    guard !place.isEmpty else { throw FileError("the output folder has an empty name; name a folder") }
    path = FilePath(place).withoutLinks
    (self.command, self.source, self.overwrites) = (command, source, overwrites)
    try check()
  }

  /// Has the folder written by `body`; if that fails, all is as before.
  ///
  /// - Throws: what `body` throws, or `FileError` with the folder and the reason.
  public func write(_ body: (_ folder: String) throws -> Void) throws {
    try Folder.make(parent)
    let unfinished = try UnfinishedFolder(parent.appending(".\(name).unfinished"), for: path, command: command)
    do {
      try unfinished.fill {
        // Now that no other process can write there: what is in the way may have come since.
        try putBack()
        try check()
        try body(unfinished.path.string)
        let written = try Folder.names(in: unfinished.path).filter { $0 != OutputMarker.fileName }
        try unfinished.marker.write(command, files: written)
        try replace(with: unfinished.path)
      }
    } catch {
      guard error is FileError || error is CheckpointError else { throw error }
      throw FileError("\(error)".replacing(unfinished.path.string, with: path.string))
    }
  }

  private func replace(with unfinished: FilePath) throws(FileError) {
    guard let status = FileStatus(path) else { return try Folder.move(unfinished, to: path) }
    if try Folder.names(in: path).isEmpty { return try fill(with: unfinished) }
    do {
      try Folder.setPermissions(status.permissions, of: unfinished)
      try Folder.rename(path, to: aside)
    } catch {
      throw FileError(path, "cannot be replaced (\(error)); name a folder that is not there yet")
    }
    do throws(FileError) {
      try Folder.move(unfinished, to: path)
    } catch {
      // The first error says more than one of the undoing.
      do { try Folder.rename(aside, to: path) } catch {}
      throw error
    }
    guard try ModelFiles.remove(from: aside, ModelFiles.contains) else {
      throw FileError(path, "is written; \(aside) has the rest of the folder that was there before")
    }
  }

  /// Moves the files into an empty folder, which stays the one it is: a shell may stand in it, or a disk be mounted there.
  private func fill(with unfinished: FilePath) throws(FileError) {
    try ModelFiles.move(Folder.names(in: unfinished).map(\.string), from: unfinished, to: path)
    Folder.removeIfEmpty(unfinished)
  }

  // MARK: What is in the way

  private func check() throws(FileError) {
    guard !isInHubCache(path.string) else {
      throw FileError(path, "is in the Hugging Face cache, which nothing is written to; name a folder elsewhere")
    }
    switch FileStatus(path, followsLinks: false)?.kind {
    case nil: return
    case .folder: break
    case .link: throw FileError(path, "is a link that leads nowhere; remove it, or name another folder")
    default: throw FileError(path, "is a file; name a folder")
    }
    guard try !holdsModel(source, in: path) else {
      throw FileError(path, "is the folder of the model that is read, or one above it; name another folder")
    }
    try OutputMarker.checkIsFree(path.string)
    let names = try Folder.names(in: path)
    guard let first = names.first else { return }
    guard FilePath(".").withoutLinks != path else {
      throw FileError(path, "is the current folder, and not empty; name another, or go to another folder first")
    }
    guard overwrites || OutputMarker.record(inFolder: path)?.command == command else {
      let more = names.count > 1 ? " …" : ""
      throw FileError(
        path, "holds something already (\(first)\(more)); name another folder, or replace it with --overwrite")
    }
    if let unknown = try ModelFiles.firstUnknown(in: path, ModelFiles.contains) {
      throw FileError(
        path.appending(unknown),
        "is no file of a model and would be lost; move it away, or name another folder")
    }
    if !overwrites, let changed = firstChanged(of: names) {
      throw FileError(
        path.appending(changed),
        "is not as \(command) wrote it; name another folder, or replace it with --overwrite")
    }
  }

  /// Tidies up after a crash: between the two renames the folder is still aside, and afterwards the rest of it. What no command
  /// of ours wrote is left where it is.
  private func putBack() throws(FileError) {
    guard FileStatus(aside, followsLinks: false) != nil else { return }
    if try UnfinishedFolder.isOurs(aside) {
      let isWhole = FileStatus(aside.appending("config.json"), followsLinks: false)?.kind == .file
      if isWhole, FileStatus(path, followsLinks: false) == nil { return try Folder.rename(aside, to: path) }
      if try ModelFiles.remove(from: aside, ModelFiles.contains) { return }
    }
    throw FileError(aside, "is left of an earlier run; move it away, or remove it")
  }

  private func firstChanged(of names: [FilePath.Component]) -> FilePath.Component? {
    let files = OutputMarker.record(inFolder: path)?.files ?? [:]
    return names.first { name in
      name != OutputMarker.fileName && !OutputFile.isTemporaryName(name.string)
        && files[name.string] != OutputMarker.state(of: path.appending(name))
    }
  }
}

/// Whether a model's folder is a folder of a path without links, or lies in it, or has links to files in it.
func holdsModel(_ source: String, in path: FilePath) throws(FileError) -> Bool {
  let source = FilePath(source)
  if source.withoutLinks == path { return true }
  return try Folder.names(in: source).contains {
    source.appending($0).withoutLinks.removingLastComponent().starts(with: path)
  }
}
