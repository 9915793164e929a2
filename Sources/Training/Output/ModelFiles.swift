import BERT
public import Files

/// The file names of a model folder. Files with other names belong to the user.
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

  /// The size limit of all files but the weights: twice the largest known tokenizer file.
  private static let byteLimit = 1 << 28

  /// Whether a file of this name, or of this path within the folder, belongs to a model.
  public static func contains(_ name: String) -> Bool {
    others.contains(name) || tokenizer.contains(name) || name.hasSuffix(".safetensors") && !name.utf8.contains(0x2F)
      || isHeadFile(name)
  }

  /// Whether a file of this name belongs to a model or to the training that made it.
  static func containsTraining(_ name: String) -> Bool { contains(name) || training.contains(name) }

  /// Copies the files of a model, byte for byte. Links, as in the Hugging Face cache, become files.
  public static func copy(from source: String, to output: String) throws(FileError) {
    for name in try Folder.names(in: FilePath(text: source)) where contains(name.string) {
      let isWeights = ["safetensors", "bin", "onnx"].contains(name.extension)
      try copy(name.string, from: source, to: output, atMost: isWeights ? .max : byteLimit)
    }
    try copyHeads(from: source, to: output)
  }

  /// Copies the tokenizer files that a folder has.
  public static func copyTokenizer(from base: String, to output: String) throws(FileError) {
    for name in tokenizer { try copy(name, from: base, to: output, atMost: byteLimit) }
  }

  private static func copy(
    _ name: String, from source: String, to output: String, atMost limit: Int
  ) throws(FileError) {
    try OutputFile.copy(FilePath(text: "\(source)/\(name)"), to: FilePath(text: "\(output)/\(name)"), atMost: limit)
  }
}

extension ModelFiles {
  /// The first entry of a folder that has an unknown name or is neither a file nor a link; nil if there is none.
  static func firstUnknown(in folder: FilePath, _ isKnown: (String) -> Bool) throws(FileError) -> FilePath.Component? {
    let hasUnknownHead = try firstUnknownHead(in: folder) != nil
    return try Folder.names(in: folder).first { name in
      if name.string == TaskHead.folder { return hasUnknownHead }
      let isOurs = name == OutputMarker.fileName || OutputFile.isTemporaryName(name.string) || isKnown(name.string)
      return !isOurs || ![.file, .link].contains(FileStatus(folder.appending(name), followsLinks: false)?.kind)
    }
  }

  /// Removes the files with known names from a folder, and then the folder if it is empty. Subfolders stay, and so do
  /// the targets of links.
  ///
  /// - Parameter keepsMarker: keeps the folder with its marker.
  /// - Returns: whether the folder contained nothing else.
  @discardableResult
  static func remove(
    from folder: FilePath, keepsMarker: Bool = false, _ isKnown: (String) -> Bool
  ) throws(FileError) -> Bool {
    var isEmpty = true
    for name in try Folder.names(in: folder) where name != OutputMarker.fileName {
      if name.string == TaskHead.folder {
        if try !removeHeads(from: folder) { isEmpty = false }
        continue
      }
      let isOurs = OutputFile.isTemporaryName(name.string) || isKnown(name.string)
      guard isOurs else {
        isEmpty = false
        continue
      }
      do { try Folder.removeFile(folder.appending(name)) } catch { isEmpty = false }
    }
    // Remove the marker last: until then it shows which command wrote the other files.
    guard isEmpty, !keepsMarker else { return isEmpty }
    OutputMarker.remove(from: folder)
    return Folder.removeIfEmpty(folder)
  }
}

extension ModelFiles {
  /// Moves the files of a finished model into its folder. A folder with files of two models never loads: the old
  /// `config.json` is removed first, and the new one is moved last.
  static func move(
    _ files: [String], from unfinished: FilePath, to output: FilePath
  ) throws(FileError) {
    let configuration = "config.json"
    // Write everything to disk before anything is removed.
    try Folder.synchronize(unfinished)
    try checkForCollisions(in: output)
    // Tokenizer files and weights that the new model lacks belong to another one.
    let stale =
      tokenizer.filter { !files.contains($0) }
      + (try Folder.names(in: output).map(\.string).filter { isWeights($0) && !files.contains($0) })
    for path in ([configuration] + stale).map({ output.appending($0) })
    where FileStatus(path, followsLinks: false) != nil {
      do { try Folder.removeFile(path) } catch {
        throw FileError(path, "belongs to another model and cannot be removed; remove it yourself")
      }
    }
    try removeHeads(from: output)
    for name in files where name != configuration {
      try Folder.rename(unfinished.appending(name), to: output.appending(name))
    }
    try Folder.synchronize(output)
    try Folder.rename(unfinished.appending(configuration), to: output.appending(configuration))
    try Folder.synchronize(output)
  }

  /// Whether transformers gives weights this name, whole or in shards. Those of an earlier model take precedence over others.
  private static func isWeights(_ name: String) -> Bool {
    name == "model.safetensors" || name == "model.safetensors.index.json"
      || name.hasPrefix("model-") && name.hasSuffix(".safetensors")
  }

  /// Throws if a folder, pipe or device has the name of a model file. Links are replaced; their targets stay.
  static func checkForCollisions(in output: FilePath) throws(FileError) {
    guard FileStatus(output, followsLinks: false) != nil else { return }
    if let unknown = try firstUnknownHead(in: output) {
      throw FileError(unknown, "is not part of a head; move it away, or name another folder")
    }
    for name in try Folder.names(in: output) where containsTraining(name.string) {
      guard [.file, .link].contains(FileStatus(output.appending(name), followsLinks: false)?.kind) else {
        throw FileError(output.appending(name), "is not a file; move it away, or name another folder")
      }
    }
  }
}
