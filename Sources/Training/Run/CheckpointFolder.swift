import Files

/// A folder `checkpoint-<step>` in the output folder of a training. It is always complete, since it is written under
/// another name and renamed.
struct CheckpointFolder: Sendable, Hashable {
  let output: String
  let step: Int

  private static let prefix = "checkpoint-"

  /// `checkpoint-<step>`.
  var name: String { "\(Self.prefix)\(step)" }
  var path: String { "\(output)/\(name)" }

  /// All checkpoints in a folder, the oldest first.
  static func all(in output: String) -> [CheckpointFolder] {
    names(in: output).compactMap { name in
      guard name.hasPrefix(prefix), let step = Int(name.dropFirst(prefix.count)), step > 0,
        FileStatus(FilePath(text: "\(output)/\(name)/\(TrainerState.fileName)")) != nil
      else { return nil }
      let folder = CheckpointFolder(output: output, step: step)
      return folder.name == name ? folder : nil
    }.sorted { $0.step < $1.step }
  }

  /// The names of entries that look like checkpoints but are not, or that contain files of others.
  static func foreign(in output: String) -> [String] {
    let ours = Set(all(in: output).filter(\.isOurs).map(\.name))
    return names(in: output).filter {
      $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil && !ours.contains($0)
    }
  }

  /// Whether it is a folder, not a link, that contains nothing but the files of a checkpoint.
  private var isOurs: Bool {
    let path = FilePath(text: path)
    guard FileStatus(path, followsLinks: false)?.kind == .folder else { return false }
    // An unreadable folder must not be removed.
    do { return try ModelFiles.firstUnknown(in: path, ModelFiles.containsTraining) == nil } catch { return false }
  }

  /// Calls `body` to write the folder; removes it if that fails. An existing folder is kept: the same training wrote
  /// the same content at this step.
  func write(_ body: (_ folder: String) throws -> Void) throws {
    let path = FilePath(text: path)
    guard FileStatus(path) == nil else { return }
    do {
      let unfinished = try UnfinishedFolder(inTraining: FilePath(text: output), name: name)
      try unfinished.fill {
        try body(unfinished.path.text)
        try Folder.move(unfinished.path, to: path)
      }
      // A complete checkpoint needs no marker.
      OutputMarker.remove(from: path)
    } catch {
      throw TrainingError(
        "\(error). The checkpoint of step \(step) is not written. "
          + (Self.all(in: output).isEmpty
            ? "There is no earlier checkpoint: free some space and start again with --overwrite"
            : "The earlier checkpoints are complete: free some space and continue with --resume"))
    }
  }

  /// Removes the oldest checkpoints up to this one until `limit` are left, but neither this one nor the best. Later
  /// checkpoints stay: a training that was resumed from an earlier one replaces them when it gets there.
  func rotate(limit: Int, best: Int?) {
    let all = Self.all(in: output).filter { $0.step <= step }
    let spare = all.filter { $0.step != best && $0.step != step }
    for folder in spare.prefix(max(0, all.count - limit)) {
      // Keep a checkpoint that cannot be removed: the training matters more than the disk space.
      do { try folder.remove() } catch { continue }
    }
  }

  /// Removes the checkpoints of an earlier training.
  static func removeAll(in output: String) throws {
    for folder in all(in: output) { try folder.remove() }
  }

  /// Removes the checkpoint unless it contains files of others.
  private func remove() throws {
    if isOurs { try UnfinishedFolder.remove(FilePath(text: path), inTraining: FilePath(text: output), name: name) }
  }

  private static func names(in output: String) -> [String] {
    // An unreadable or missing folder has no checkpoints.
    do { return try Folder.names(in: FilePath(text: output)).map(\.string) } catch { return [] }
  }
}
