public import BERT
import Foundation

/// The names of a model folder's files, as the commands read and write them. Files of other names are the user's.
public enum ModelFiles {
  static let tokenizer = [
    "tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json",
    "added_tokens.json",
  ]

  private static let others: Set = [
    "config.json", "generation_config.json", "README.md", "model.onnx", "model.safetensors.index.json",
    "pytorch_model.bin", "sentencepiece.bpe.model", "spiece.model", ".gitattributes",
  ]

  private static let training: Set = [TrainerState.fileName, "all_results.json", "audit.json"]

  /// Twice what a tokenizer's largest file takes; the weights may be of any size.
  private static let largest = 1 << 28

  /// Whether a file of that name belongs to a model.
  public static func contains(_ name: String) -> Bool {
    others.contains(name) || tokenizer.contains(name) || name.hasSuffix(".safetensors") && !name.utf8.contains(0x2F)
  }

  /// Whether a file of that name belongs to a model or to the training that made it.
  static func containsTraining(_ name: String) -> Bool { contains(name) || training.contains(name) }

  /// Copies the files of a model, bytes unchanged. Links, as the Hugging Face cache has them, become the files they lead to.
  ///
  /// - Throws: `CheckpointError` with the file that could not be copied.
  public static func copy(from source: String, to output: String) throws(CheckpointError) {
    for name in try names(inFolder: source) where contains(name) {
      let isWeights = [".safetensors", ".bin", ".onnx"].contains { name.hasSuffix($0) }
      try copyWhole(from: "\(source)/\(name)", to: "\(output)/\(name)", atMost: isWeights ? .max : largest)
    }
  }

  /// Copies the tokenizer's files, those that a folder has.
  ///
  /// - Throws: `CheckpointError` with the file that could not be copied.
  public static func copyTokenizer(from base: String, to output: String) throws(CheckpointError) {
    for name in tokenizer { try copyWhole(from: "\(base)/\(name)", to: "\(output)/\(name)", atMost: largest) }
  }
}

/// What a folder holds, in alphabetical order.
///
/// - Throws: `CheckpointError` with the folder and the reason.
func names(inFolder folder: String) throws(CheckpointError) -> [String] {
  do {
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  } catch {
    throw CheckpointError("\(folder): cannot be read: \(error.localizedDescription)")
  }
}

/// What stands at a path; a link is not followed.
enum FileKind {
  case nothing, file, folder, link, other

  init(at path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      self = .nothing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }
}

/// The first thing in a folder that `isKnown` does not name, or that is neither a file nor a link; nil where all is known.
func firstUnknown(inFolder folder: String, isKnown: (String) -> Bool) throws(CheckpointError) -> String? {
  try names(inFolder: folder).first { name in
    let isOurs = name == OutputMarker.fileName || isTemporaryName(name) || isKnown(name)
    return !isOurs || ![.file, .link].contains(FileKind(at: "\(folder)/\(name)"))
  }
}

/// Removes the files of known names from a folder, and the folder if it is empty then. Leaves other folders alone, and what
/// links lead to.
///
/// - Parameter keepsMarker: leaves the folder with the marker alone.
/// - Returns: whether nothing else was in it.
@discardableResult
func removeFiles(
  inFolder folder: String, keepsMarker: Bool = false, isKnown: (String) -> Bool
) throws(CheckpointError) -> Bool {
  var isEmpty = true
  for name in try names(inFolder: folder) where name != OutputMarker.fileName {
    let isOurs = isTemporaryName(name) || isKnown(name)
    guard isOurs, unsafe unlink("\(folder)/\(name)") == 0 else {
      isEmpty = false
      continue
    }
  }
  // The marker is the last to go: until then it says whose the rest is.
  guard isEmpty, !keepsMarker else { return isEmpty }
  unsafe unlink("\(folder)/\(OutputMarker.fileName)")
  return unsafe rmdir(folder) == 0
}
