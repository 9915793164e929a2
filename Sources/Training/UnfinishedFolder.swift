import BERT
import Foundation

/// A temporary folder that a command fills and then renames. Its marker says that it is ours, so that a later run may remove
/// what a crash left.
struct UnfinishedFolder {
  let path: String
  let marker: OutputMarker

  /// Makes the folder, or empties the one that a crash left.
  ///
  /// - Parameter output: what the user calls the folder that this one is for.
  /// - Throws: `CheckpointError` where another process writes in it, or what is there is not ours.
  init(_ path: String, for output: String, command: String) throws(CheckpointError) {
    self.path = path
    let isThere = unsafe mkdir(path, 0o755) != 0
    guard !isThere || errno == EEXIST else {
      throw CheckpointError("\(path): the folder cannot be made: \(unsafe String(cString: strerror(errno)))")
    }
    if isThere {
      guard try Self.isOurs(path) else {
        throw CheckpointError("\(path): is there already, and no sentiment command wrote it; move it away")
      }
    }
    marker = try OutputMarker(locking: path, for: output)
    if isThere, try !removeFiles(inFolder: path, keepsMarker: true, isKnown: ModelFiles.containsTraining) {
      throw CheckpointError("\(path): holds files that no sentiment command wrote; move them away")
    }
    try marker.write(command)
  }

  /// The same for a training.
  init(inTraining output: String, name: String) throws(CheckpointError) {
    try self.init(Self.freePath(output, name), for: output, command: FineTuning.command)
  }

  /// Whether a folder has our marker, or nothing at all. One behind a link is not ours.
  static func isOurs(_ path: String) throws(CheckpointError) -> Bool {
    guard FileKind(at: path) == .folder else { return false }
    if let record = OutputMarker.record(inFolder: path) { return record.command.hasPrefix("sentiment ") }
    // A crash may come before the marker is written.
    return try names(inFolder: path).allSatisfy { $0 == OutputMarker.fileName && isEmptyFile("\(path)/\($0)") }
  }

  private static func isEmptyFile(_ path: String) -> Bool { OutputMarker.state(of: path)?.size == 0 }

  /// Removes the folder with our files in it.
  func remove() throws(CheckpointError) {
    try removeFiles(inFolder: path, isKnown: ModelFiles.containsTraining)
  }

  // MARK: In the output folder of a training

  private static let prefix = ".unfinished-"

  /// A path at which nothing is. A training must not end after hours because something else has the usual name.
  private static func freePath(_ output: String, _ name: String) throws(CheckpointError) -> String {
    let path = "\(output)/\(prefix)\(name)"
    if FileKind(at: path) == .nothing { return path }
    if try isOurs(path), try removeFiles(inFolder: path, isKnown: ModelFiles.containsTraining) { return path }
    return path + "-" + String(UInt64.random(in: 0 ... .max), radix: 16)
  }

  /// Removes what a training that was killed left.
  static func removeAll(inTraining output: String) throws(CheckpointError) {
    for name in try names(inFolder: output) where name.hasPrefix(prefix) {
      let path = "\(output)/\(name)"
      if try isOurs(path) { try removeFiles(inFolder: path, isKnown: ModelFiles.containsTraining) }
    }
  }

  /// Moves a folder of the training away and removes it, so that what is half removed is not taken for what it was.
  static func remove(_ folder: String, inTraining output: String, name: String) throws(CheckpointError) {
    try OutputMarker(locking: folder).write(FineTuning.command)
    let place = try freePath(output, name)
    guard unsafe rename(folder, place) == 0 else {
      throw CheckpointError("\(folder): cannot be removed: \(unsafe String(cString: strerror(errno)))")
    }
    try removeFiles(inFolder: place, isKnown: ModelFiles.containsTraining)
  }
}
