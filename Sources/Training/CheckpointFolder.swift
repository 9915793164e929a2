import BERT
import Foundation

/// The folders `checkpoint-<step>` under a training's output. One that bears that name is whole: it is written under
/// another and renamed.
struct CheckpointFolder: Sendable, Hashable {
  let output: String
  let step: Int

  private static let prefix = "checkpoint-"
  private static let unfinished = ".unfinished-"

  /// `checkpoint-<step>`.
  var name: String { "\(Self.prefix)\(step)" }
  var path: String { "\(output)/\(name)" }

  /// All that are there, the oldest first.
  static func all(in output: String) -> [CheckpointFolder] {
    names(in: output).compactMap { name in
      guard name.hasPrefix(prefix), let step = Int(name.dropFirst(prefix.count)), step > 0,
        FileManager.default.fileExists(atPath: "\(output)/\(name)/\(TrainerState.fileName)")
      else { return nil }
      let folder = CheckpointFolder(output: output, step: step)
      return folder.name == name ? folder : nil
    }.sorted { $0.step < $1.step }
  }

  /// What has the name of a checkpoint and is none.
  static func foreign(in output: String) -> [String] {
    let ours = Set(all(in: output).map(\.name))
    return names(in: output).filter {
      $0.hasPrefix(prefix) && Int($0.dropFirst(prefix.count)) != nil && !ours.contains($0)
    }.sorted()
  }

  /// Has the folder written by `body`; if that fails, nothing is left of it and the others stay. One that is there already
  /// is of the same training and step, hence the same.
  func write(_ body: (_ folder: String) throws -> Void) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let beside = "\(output)/\(Self.unfinished)\(name)"
    try? FileManager.default.removeItem(atPath: beside)
    do {
      try makeFolder(beside)
      try body(beside)
      try moveFolder(beside, to: path)
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
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
    for folder in spare.prefix(max(0, all.count - limit)) { folder.remove() }
  }

  /// Deletes what an earlier training left, whole or not.
  static func removeAll(in output: String) {
    for folder in all(in: output) { folder.remove() }
    removeUnfinished(in: output)
  }

  /// Deletes what a process that was killed left half written.
  static func removeUnfinished(in output: String) {
    for name in names(in: output) where name.hasPrefix(unfinished) {
      try? FileManager.default.removeItem(atPath: "\(output)/\(name)")
    }
  }

  /// First under another name, so that what is half deleted is not taken for a checkpoint.
  private func remove() {
    let beside = "\(output)/\(Self.unfinished)\(name)"
    try? FileManager.default.removeItem(atPath: beside)
    try? FileManager.default.moveItem(atPath: path, toPath: beside)
    try? FileManager.default.removeItem(atPath: beside)
  }

  private static func names(in output: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
  }
}
