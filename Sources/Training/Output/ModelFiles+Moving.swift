import Files

extension ModelFiles {
  /// Moves the files of a finished model into the folder where it is looked for, so that a folder with files of two
  /// models never loads: the old `config.json` goes first, the new one comes last.
  static func move(
    _ files: [String], from unfinished: FilePath, to output: FilePath
  ) throws(FileError) {
    let configuration = "config.json"
    // All is on the disk before anything is removed.
    try Folder.synchronize(unfinished)
    try checkPlaces(in: output)
    // Tokenizer files that the new model lacks would be another tokenizer's.
    let foreign = tokenizer.filter { !files.contains($0) }
    for path in ([configuration] + foreign).map({ output.appending($0) })
    where FileStatus(path, followsLinks: false) != nil {
      do { try Folder.removeFile(path) } catch {
        throw FileError(path, "belongs to another model and cannot be removed; remove it by hand")
      }
    }
    for name in files where name != configuration {
      try Folder.rename(unfinished.appending(name), to: output.appending(name))
    }
    try Folder.synchronize(output)
    try Folder.rename(unfinished.appending(configuration), to: output.appending(configuration))
    try Folder.synchronize(output)
  }

  /// Makes sure that no folder, pipe or device has the name of a file of the model. A link is replaced, what it leads to is not.
  static func checkPlaces(in output: FilePath) throws(FileError) {
    guard FileStatus(output, followsLinks: false) != nil else { return }
    for name in try Folder.names(in: output) where containsTraining(name.string) {
      guard [.file, .link].contains(FileStatus(output.appending(name), followsLinks: false)?.kind) else {
        throw FileError(output.appending(name), "is not a file; move it away, or name another folder")
      }
    }
  }
}
