public import BERT
import Foundation
import SentimentAnalysis

/// A model folder that a command writes as a whole: beside its place, then renamed there. A crash leaves the folder that was
/// there before, or the new one.
public struct OutputFolder: Sendable {
  /// The folder, links followed.
  public let path: String
  private let command: String
  private let source: String
  private let overwrites: Bool

  private var parent: String { URL(filePath: path).deletingLastPathComponent().path }
  /// Its last component.
  public var name: String { folderName(path) }
  /// Where the previous folder is kept during the swap.
  private var aside: String { "\(parent)/.\(name).replaced" }

  /// Makes sure that the folder may be written.
  ///
  /// - Parameters:
  ///   - place: what the user named; it need not be there.
  ///   - command: `sentiment export`; a folder that the same command wrote, and nobody changed since, may be replaced.
  ///   - source: the folder of the model that is read, which is never replaced.
  ///   - overwrites: replaces any folder that holds a model and nothing else.
  /// - Throws: `CheckpointError` that says what is in the way, and what to do.
  public init(
    _ place: String, writtenBy command: String, reading source: String, overwrites: Bool
  ) throws(CheckpointError) {
    guard !place.isEmpty else { throw CheckpointError("the output folder has an empty name; name a folder") }
    path = realPath(place)
    (self.command, self.source, self.overwrites) = (command, source, overwrites)
    try check()
  }

  /// Has the folder written by `body`; if that fails, all is as before.
  ///
  /// - Throws: what `body` throws, or `CheckpointError` with the folder and the reason.
  public func write(_ body: (_ folder: String) throws -> Void) throws {
    try makeFolder(parent)
    let unfinished = try UnfinishedFolder("\(parent)/.\(name).unfinished", for: path, command: command)
    do {
      // Now that no other process can write there: what is in the way may have come since.
      try putBack()
      try check()
      try body(unfinished.path)
      let written = try names(inFolder: unfinished.path).filter { $0 != OutputMarker.fileName }
      try unfinished.marker.write(command, files: written)
      try replace(with: unfinished.path)
    } catch {
      // The first error says more than one of the tidying.
      do { try unfinished.remove() } catch {}
      guard let error = error as? CheckpointError else { throw error }
      throw CheckpointError(error.description.replacing(unfinished.path, with: path))
    }
  }

  private func replace(with unfinished: String) throws(CheckpointError) {
    var status = stat()
    let isThere = unsafe stat(path, &status) == 0
    if isThere, try names(inFolder: path).isEmpty { return try fill(with: unfinished) }
    if isThere {
      guard unsafe chmod(unfinished, status.st_mode & 0o777) == 0, unsafe rename(path, aside) == 0 else {
        throw CheckpointError(
          "\(path): cannot be replaced: \(unsafe String(cString: strerror(errno))); name a folder that is not there yet"
        )
      }
    }
    do throws(CheckpointError) {
      try moveFolder(unfinished, to: path)
    } catch {
      if isThere { unsafe rename(aside, path) }
      throw error
    }
    guard isThere else { return }
    guard try removeFiles(inFolder: aside, isKnown: ModelFiles.contains) else {
      throw CheckpointError("\(path): is written; \(aside) has the rest of the folder that was there before")
    }
  }

  /// Moves the files into an empty folder, which stays the one it is: a shell may stand in it, or a disk be mounted there. A
  /// folder without `config.json` is no model, so that comes last.
  private func fill(with unfinished: String) throws(CheckpointError) {
    let configuration = "config.json"
    for name in try names(inFolder: unfinished).filter({ $0 != configuration }) + [configuration] {
      guard unsafe rename("\(unfinished)/\(name)", "\(path)/\(name)") == 0 else {
        throw CheckpointError("\(path)/\(name): cannot be written: \(unsafe String(cString: strerror(errno)))")
      }
    }
    unsafe rmdir(unfinished)
    try synchronizeFolder(path)
  }

  // MARK: What is in the way

  private func check() throws(CheckpointError) {
    guard !isInHubCache(path) else {
      throw CheckpointError(
        "\(path): is in the Hugging Face cache, which nothing is written to; name a folder elsewhere")
    }
    switch FileKind(at: path) {
    case .nothing: return
    case .link: throw CheckpointError("\(path): is a link that leads nowhere; remove it, or name another folder")
    case .file, .other: throw CheckpointError("\(path): is a file; name a folder")
    case .folder: break
    }
    guard try !holdsModel(source, inFolder: path) else {
      throw CheckpointError("\(path): is the folder of the model that is read, or one above it; name another folder")
    }
    try OutputMarker.checkIsFree(path)
    let names = try names(inFolder: path)
    guard let first = names.first else { return }
    guard realPath(".") != path else {
      throw CheckpointError(
        "\(path): is the current folder, and not empty; name another, or go to another folder first")
    }
    guard overwrites || OutputMarker.record(inFolder: path)?.command == command else {
      let more = names.count > 1 ? " …" : ""
      throw CheckpointError(
        "\(path): holds something already (\(first)\(more)); name another folder, or replace it with --overwrite")
    }
    if let unknown = try firstUnknown(inFolder: path, isKnown: ModelFiles.contains) {
      throw CheckpointError(
        "\(path)/\(unknown): is no file of a model and would be lost; move it away, or name another folder")
    }
    if !overwrites, let changed = firstChanged(of: names) {
      throw CheckpointError(
        "\(path)/\(changed): is not as \(command) wrote it; name another folder, or replace it with --overwrite")
    }
  }

  /// Tidies up after a crash: between the two renames the folder is still aside, and afterwards the rest of it. What no command
  /// of ours wrote is left where it is.
  private func putBack() throws(CheckpointError) {
    guard FileKind(at: aside) != .nothing else { return }
    if try UnfinishedFolder.isOurs(aside) {
      let isWhole = FileKind(at: path) == .nothing && FileKind(at: aside + "/config.json") == .file
      if isWhole, unsafe rename(aside, path) == 0 { return }
      if !isWhole, try removeFiles(inFolder: aside, isKnown: ModelFiles.contains) { return }
    }
    throw CheckpointError("\(aside): is left of an earlier run; move it away, or remove it")
  }

  private func firstChanged(of names: [String]) -> String? {
    let files = OutputMarker.record(inFolder: path)?.files ?? [:]
    return names.first { name in
      name != OutputMarker.fileName && !isTemporaryName(name)
        && files[name] != OutputMarker.state(of: "\(path)/\(name)")
    }
  }
}

/// Whether a model's folder is a folder of a path without links, or lies in it, or has links to files in it.
func holdsModel(_ source: String, inFolder path: String) throws(CheckpointError) -> Bool {
  if realPath(source) == path { return true }
  return try names(inFolder: source).contains { realPath("\(source)/\($0)").hasPrefix(path + "/") }
}
