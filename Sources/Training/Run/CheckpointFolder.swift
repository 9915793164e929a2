import Files

/// The folders `checkpoint-<step>` under a training's output. One that bears that name is whole: it is written under
/// another and renamed.
struct CheckpointFolder: Sendable, Hashable {
  let output: String
  let step: Int

  private static let prefix = "checkpoint-"

  /// `checkpoint-<step>`.
  var name: String { "\(Self.prefix)\(step)" }
  var path: String { "\(output)/\(name)" }

  /// All that are there, the oldest first.
  static func all(in output: String) -> [CheckpointFolder] {
    names(in: output).compactMap { name in
      guard name.hasPrefix(prefix), let step = Int(name.dropFirst(prefix.count)), step > 0,
        FileStatus(FilePath("\(output)/\(name)/\(TrainerState.fileName)")) != nil
      else { return nil }
      let folder = CheckpointFolder(output: output, step: step)
      return folder.name == name ? folder : nil
    }.sorted { $0.step < $1.step }
  }

  /// What has the name of a checkpoint and is none, or holds more than one of ours.
  static func foreign(in output: String) -> [String] {
    let ours = Set(all(in: output).filter(\.isOurs).map(\.name))
    return names(in: output).filter {
      $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil && !ours.contains($0)
    }
  }

  /// Whether it is a folder, no link to one, and holds nothing but the files of a checkpoint.
  private var isOurs: Bool {
    let path = FilePath(path)
    guard FileStatus(path, followsLinks: false)?.kind == .folder else { return false }
    // A folder that cannot be read is not ours to remove.
    do { return try ModelFiles.firstUnknown(in: path, ModelFiles.containsTraining) == nil } catch { return false }
  }

  /// Has the folder written by `body`; if that fails, nothing is left of it and the others stay. One that is there already
  /// is of the same training and step, hence the same.
  func write(_ body: (_ folder: String) throws -> Void) throws {
    let path = FilePath(path)
    guard FileStatus(path) == nil else { return }
    do {
      let unfinished = try UnfinishedFolder(inTraining: FilePath(output), name: name)
      try unfinished.fill {
        try body(unfinished.path.string)
        try Folder.move(unfinished.path, to: path)
      }
      // A checkpoint in its place needs no marker.
      OutputMarker.remove(from: path)
    } catch {
      throw TrainingError(
        "\(error). The checkpoint of step \(step) is not written, "
          + (Self.all(in: output).isEmpty
            ? "and there is none before it: make room and begin again with --overwrite"
            : "those before it are whole: make room and go on with --resume"))
    }
  }

  /// Deletes the oldest up to this one until `limit` are left, but neither this one nor the best. Later ones, which a
  /// training has that went on from an earlier one, stay until it comes to them.
  func rotate(limit: Int, best: Int?) {
    let all = Self.all(in: output).filter { $0.step <= step }
    let spare = all.filter { $0.step != best && $0.step != step }
    for folder in spare.prefix(max(0, all.count - limit)) {
      // One that cannot be removed stays until the next time: the training is worth more than the room.
      do { try folder.remove() } catch { continue }
    }
  }

  /// Deletes the checkpoints that an earlier training left.
  static func removeAll(in output: String) throws {
    for folder in all(in: output) { try folder.remove() }
  }

  /// Leaves a checkpoint that holds files of others.
  private func remove() throws {
    if isOurs { try UnfinishedFolder.remove(FilePath(path), inTraining: FilePath(output), name: name) }
  }

  private static func names(in output: String) -> [String] {
    // A folder that cannot be read, or is not there yet, has none.
    do { return try Folder.names(in: FilePath(output)).map(\.string) } catch { return [] }
  }
}
