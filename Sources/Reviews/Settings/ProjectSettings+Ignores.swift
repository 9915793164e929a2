public import Files

extension ProjectSettings {
  /// The reviews of a file that the `.sentiment-ignore.jsonl` files in the folders above it list. The same files are read as of
  /// `.sentiment.json`: those in the workspace, and above it those that the user owns.
  ///
  /// - Parameters:
  ///   - path: an absolute path.
  ///   - workspace: the folder that the user opened; nil means the file's own folder.
  ///   - warn: receives one sentence for each problem, once each time an ignore file is read.
  public mutating func ignoredReviews(
    inFile path: FilePath, in workspace: FilePath? = nil, warn: (String) -> Void
  ) -> IgnoredReviews {
    var result = IgnoredReviews()
    let folders = path.foldersAbove
    guard let workspace = workspace ?? folders.first else { return result }
    for folder in folders {
      let file = IgnoreFile(in: folder).path
      let signature = FileSignature(file)
      if signature != nil, !isTrusted(file, in: folder, workspace, FolderBoundary(workspace), warn: warn) { continue }
      var list = ignoreLists[file] ?? IgnoreList()
      if list.signature != signature { list = IgnoreList(file, warn) }
      ignoreLists[file] = list
      result.add(list.everywhere)
      result.add(list.byFile[FilePath(text: path.relative(to: folder))])
    }
    return result
  }
}

/// The content of an ignore file.
struct IgnoreList: Sendable {
  /// Nil if there is no such file.
  var signature: FileSignature?
  /// The reviews that are ignored in all files.
  private(set) var everywhere: FingerprintSet?
  /// The others, by the path of their file.
  private(set) var byFile: [FilePath: FingerprintSet] = [:]

  private static let maximumProblems = 10

  init() {}

  /// Reads a file.
  init(_ path: FilePath, _ warn: (String) -> Void) {
    let content: [UInt8]
    do throws(FileError) {
      guard let file = try InputFile.ifPresent(path) else { return }
      signature = file.status.signature
      guard file.count <= IgnoreFile.byteLimit else { throw IgnoreFile.sizeError(path) }
      content = try file.bytes(atMost: IgnoreFile.byteLimit)
    } catch {
      signature = FileSignature(path)
      warn("\(error); it is not used")
      return
    }
    var problems = 0
    let (entries, isWhole) = IgnoreFile.entries(of: content) { line, reason in
      problems += 1
      if problems <= Self.maximumProblems { warn("\(path):\(line): \(reason); the line is skipped") }
    }
    if problems > Self.maximumProblems {
      warn("\(path): \(problems - Self.maximumProblems) more lines are skipped")
    }
    if !isWhole {
      warn("\(IgnoreFile.sizeError(path)); the lines after the first \(IgnoreFile.lineLimit) are not used")
    }
    for entry in entries {
      if let file = entry.file {
        byFile[FilePath(text: file), default: FingerprintSet()].insert(entry.fingerprint)
      } else {
        everywhere = everywhere ?? FingerprintSet()
        everywhere?.insert(entry.fingerprint)
      }
    }
  }
}
