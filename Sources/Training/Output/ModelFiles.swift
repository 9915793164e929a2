public import Files

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
  public static func copy(from source: String, to output: String) throws(FileError) {
    for name in try Folder.names(in: FilePath(source)) where contains(name.string) {
      let isWeights = ["safetensors", "bin", "onnx"].contains(name.extension)
      try copy(name.string, from: source, to: output, atMost: isWeights ? .max : largest)
    }
  }

  /// Copies the tokenizer's files, those that a folder has.
  public static func copyTokenizer(from base: String, to output: String) throws(FileError) {
    for name in tokenizer { try copy(name, from: base, to: output, atMost: largest) }
  }

  private static func copy(
    _ name: String, from source: String, to output: String, atMost most: Int
  ) throws(FileError) {
    try OutputFile.copy(FilePath("\(source)/\(name)"), to: FilePath("\(output)/\(name)"), atMost: most)
  }
}

extension ModelFiles {
  /// The first thing in a folder that `isKnown` does not name, or that is neither a file nor a link; nil where all is known.
  static func firstUnknown(in folder: FilePath, _ isKnown: (String) -> Bool) throws(FileError) -> FilePath.Component? {
    try Folder.names(in: folder).first { name in
      let isOurs = name == OutputMarker.fileName || OutputFile.isTemporaryName(name.string) || isKnown(name.string)
      return !isOurs || ![.file, .link].contains(FileStatus(folder.appending(name), followsLinks: false)?.kind)
    }
  }

  /// Removes the files of known names from a folder, and the folder if it is empty then. Leaves other folders alone, and what
  /// links lead to.
  ///
  /// - Parameter keepsMarker: leaves the folder with the marker alone.
  /// - Returns: whether nothing else was in it.
  @discardableResult
  static func remove(
    from folder: FilePath, keepsMarker: Bool = false, _ isKnown: (String) -> Bool
  ) throws(FileError) -> Bool {
    var isEmpty = true
    for name in try Folder.names(in: folder) where name != OutputMarker.fileName {
      let isOurs = OutputFile.isTemporaryName(name.string) || isKnown(name.string)
      guard isOurs else {
        isEmpty = false
        continue
      }
      do { try Folder.removeFile(folder.appending(name)) } catch { isEmpty = false }
    }
    // The marker is the last to go: until then it says whose the rest is.
    guard isEmpty, !keepsMarker else { return isEmpty }
    OutputMarker.remove(from: folder)
    return Folder.removeIfEmpty(folder)
  }
}
