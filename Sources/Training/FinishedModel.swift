import BERT
import Foundation

/// The files of a finished model, on the way into the output folder of its training.
struct FinishedModel {
  /// What is moved, by name.
  let files: [String]

  init(files: [String]) { self.files = files.filter { $0 != OutputMarker.fileName } }

  /// Moves the files so that a folder with files of two models never loads: the old `config.json` goes first, the new one
  /// comes last.
  ///
  /// - Throws: `CheckpointError` with the file that could not be moved or removed.
  func move(from unfinished: String, to output: String) throws(CheckpointError) {
    let configuration = "config.json"
    func failure(_ name: String) -> CheckpointError {
      CheckpointError("\(output)/\(name): cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
    // All is on the disk before anything is removed.
    try synchronizeFolder(unfinished)
    try Self.checkPlaces(in: output)
    // Tokenizer files that the new model lacks would be another tokenizer's.
    for name in [configuration] + ModelFiles.tokenizer where name == configuration || !files.contains(name) {
      guard FileKind(at: "\(output)/\(name)") != .nothing else { continue }
      guard unsafe unlink("\(output)/\(name)") == 0 else {
        throw CheckpointError("\(output)/\(name): belongs to another model and cannot be removed; remove it by hand")
      }
    }
    for name in files where name != configuration {
      guard unsafe rename("\(unfinished)/\(name)", "\(output)/\(name)") == 0 else { throw failure(name) }
    }
    try synchronizeFolder(output)
    guard unsafe rename("\(unfinished)/\(configuration)", "\(output)/\(configuration)") == 0 else {
      throw failure(configuration)
    }
    try synchronizeFolder(output)
  }

  /// Makes sure that no folder, pipe or device has the name of a file of the model. A link is replaced, what it leads to is not.
  ///
  /// - Throws: `CheckpointError` with the first.
  static func checkPlaces(in output: String) throws(CheckpointError) {
    guard FileKind(at: output) != .nothing else { return }
    for name in try names(inFolder: output) where ModelFiles.containsTraining(name) {
      guard [.file, .link].contains(FileKind(at: "\(output)/\(name)")) else {
        throw CheckpointError("\(output)/\(name): is no file; move it away, or name another folder")
      }
    }
  }
}
