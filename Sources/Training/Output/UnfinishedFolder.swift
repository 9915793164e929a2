import Files

/// A temporary folder that a command fills and then renames. Its marker allows a later run to remove it after a crash.
struct UnfinishedFolder {
  let path: FilePath
  let marker: OutputMarker

  /// Creates the folder, or empties the one that a crash left.
  ///
  /// - Parameter output: the final folder, which errors name.
  /// - Throws: `FileError` if another process writes in it, or no command of ours wrote the existing one.
  init(_ path: FilePath, for output: FilePath, command: String) throws {
    self.path = path
    let exists = try !Folder.makeNew(path)
    guard try !exists || Self.isOurs(path) else {
      throw FileError(path, "exists, but no sentiment command wrote it; move it away")
    }
    marker = try OutputMarker(locking: path, for: output)
    if exists, try !ModelFiles.remove(from: path, keepsMarker: true, ModelFiles.containsTraining) {
      throw FileError(path, "contains files that no sentiment command wrote; move them away")
    }
    try marker.write(command)
  }

  /// Creates a folder in the output folder of a training.
  init(inTraining output: FilePath, name: String) throws {
    try self.init(Self.freePath(output, name), for: output, command: FineTuning.command)
  }

  /// Whether a folder has our marker or is empty. A link to such a folder does not count.
  static func isOurs(_ path: FilePath) throws(FileError) -> Bool {
    guard FileStatus(path, followsLinks: false)?.kind == .folder else { return false }
    if let record = OutputMarker.record(inFolder: path) { return record.command.hasPrefix("sentiment ") }
    // A crash may happen before the marker is written.
    return try Folder.names(in: path).allSatisfy {
      $0 == OutputMarker.fileName && OutputMarker.state(of: path.appending($0))?.size == 0
    }
  }

  /// Calls `body` to fill the folder; removes the folder if that fails.
  func fill(_ body: () throws -> Void) throws {
    do { try body() } catch {
      // Report the first error, not one of the cleanup.
      do { try remove() } catch {}
      throw error
    }
  }

  /// Removes the folder and our files in it.
  func remove() throws(FileError) { try ModelFiles.remove(from: path, ModelFiles.containsTraining) }

  // MARK: Trainings

  private static let prefix = ".unfinished-"

  /// An unused path: a training must not fail after hours because the usual name is taken.
  private static func freePath(_ output: FilePath, _ name: String) throws(FileError) -> FilePath {
    let path = output.appending(prefix + name)
    if FileStatus(path, followsLinks: false) == nil { return path }
    if try isOurs(path), try ModelFiles.remove(from: path, ModelFiles.containsTraining) { return path }
    return FilePath(text: "\(path.text)-\(String(UInt64.random(in: 0 ... .max), radix: 16))")
  }

  /// Removes the temporary folders of a training that was killed.
  static func removeAll(inTraining output: FilePath) throws(FileError) {
    for name in try Folder.names(in: output) where name.string.hasPrefix(prefix) {
      let path = output.appending(name)
      if try isOurs(path) { try ModelFiles.remove(from: path, ModelFiles.containsTraining) }
    }
  }

  /// Renames a folder of the training before removing it, so that a partly removed checkpoint is never loaded.
  static func remove(_ folder: FilePath, inTraining output: FilePath, name: String) throws {
    try OutputMarker(locking: folder).write(FineTuning.command)
    let place = try freePath(output, name)
    try Folder.rename(folder, to: place)
    try ModelFiles.remove(from: place, ModelFiles.containsTraining)
  }
}
