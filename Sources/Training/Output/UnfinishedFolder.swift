import Files

/// A temporary folder that a command fills and then renames. Its marker says that it is ours, so that a later run may remove
/// what a crash left.
struct UnfinishedFolder {
  let path: FilePath
  let marker: OutputMarker

  /// Makes the folder, or empties the one that a crash left.
  ///
  /// - Parameter output: what the user calls the folder that this one is for.
  /// - Throws: `FileError` where another process writes in it, or what is there is not ours.
  init(_ path: FilePath, for output: FilePath, command: String) throws {
    self.path = path
    let isThere = try !Folder.makeNew(path)
    guard try !isThere || Self.isOurs(path) else {
      throw FileError(path, "is there already, and no sentiment command wrote it; move it away")
    }
    marker = try OutputMarker(locking: path, for: output)
    if isThere, try !ModelFiles.remove(from: path, keepsMarker: true, ModelFiles.containsTraining) {
      throw FileError(path, "holds files that no sentiment command wrote; move them away")
    }
    try marker.write(command)
  }

  /// The same for a training.
  init(inTraining output: FilePath, name: String) throws {
    try self.init(Self.freePath(output, name), for: output, command: FineTuning.command)
  }

  /// Whether a folder has our marker, or nothing at all. One behind a link is not ours.
  static func isOurs(_ path: FilePath) throws(FileError) -> Bool {
    guard FileStatus(path, followsLinks: false)?.kind == .folder else { return false }
    if let record = OutputMarker.record(inFolder: path) { return record.command.hasPrefix("sentiment ") }
    // A crash may come before the marker is written.
    return try Folder.names(in: path).allSatisfy {
      $0 == OutputMarker.fileName && OutputMarker.state(of: path.appending($0))?.size == 0
    }
  }

  /// Has the folder filled by `body`; if that fails, it is removed.
  func fill(_ body: () throws -> Void) throws {
    do { try body() } catch {
      // The first error says more than one of the tidying.
      do { try remove() } catch {}
      throw error
    }
  }

  /// Removes the folder with our files in it.
  func remove() throws(FileError) { try ModelFiles.remove(from: path, ModelFiles.containsTraining) }

  // MARK: In the output folder of a training

  private static let prefix = ".unfinished-"

  /// A path at which nothing is. A training must not end after hours because something else has the usual name.
  private static func freePath(_ output: FilePath, _ name: String) throws(FileError) -> FilePath {
    let path = output.appending(prefix + name)
    if FileStatus(path, followsLinks: false) == nil { return path }
    if try isOurs(path), try ModelFiles.remove(from: path, ModelFiles.containsTraining) { return path }
    return FilePath("\(path)-\(String(UInt64.random(in: 0 ... .max), radix: 16))")
  }

  /// Removes what a training that was killed left.
  static func removeAll(inTraining output: FilePath) throws(FileError) {
    for name in try Folder.names(in: output) where name.string.hasPrefix(prefix) {
      let path = output.appending(name)
      if try isOurs(path) { try ModelFiles.remove(from: path, ModelFiles.containsTraining) }
    }
  }

  /// Moves a folder of the training away and removes it, so that what is half removed is not taken for what it was.
  static func remove(_ folder: FilePath, inTraining output: FilePath, name: String) throws {
    try OutputMarker(locking: folder).write(FineTuning.command)
    let place = try freePath(output, name)
    try Folder.rename(folder, to: place)
    try ModelFiles.remove(from: place, ModelFiles.containsTraining)
  }
}
