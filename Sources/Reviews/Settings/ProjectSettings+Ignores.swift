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
    guard let nearest = path.folderAbove else { return result }
    for folder in ignoreFolders(of: nearest, in: workspace ?? nearest, warn: warn) {
      // The file may have changed.
      guard hasIgnoreFile(folder, in: workspace ?? nearest, warn: warn),
        let list = ignoreLists[IgnoreFile(in: folder).path]
      else { continue }
      result.add(list.everywhere)
      if !list.byFile.isEmpty { result.add(list.byFile[FilePath(text: path.relative(to: folder))]) }
    }
    return result
  }

  /// The folders whose ignore files apply to a folder: those of the folder above it, which are mostly known, and itself.
  private mutating func ignoreFolders(
    of folder: FilePath, in workspace: FilePath, warn: (String) -> Void
  ) -> [FilePath] {
    var (folders, unknown, next) = ([FilePath](), [FilePath](), Optional(folder))
    while let folder = next {
      if let known = ignoreFolders[folder], known.workspace == workspace {
        folders = known.folders
        break
      }
      unknown.append(folder)
      next = folder.folderAbove
    }
    for folder in unknown.reversed() {
      if hasIgnoreFile(folder, in: workspace, warn: warn) { folders.append(folder) }
      ignoreFolders[folder] = IgnoreFolders(workspace: workspace, folders: folders)
    }
    return folders
  }

  /// Reads the ignore file of a folder; whether there is one that applies.
  private mutating func hasIgnoreFile(_ folder: FilePath, in workspace: FilePath, warn: (String) -> Void) -> Bool {
    let file = IgnoreFile(in: folder).path
    let signature = FileSignature(file)
    if signature != nil, !isTrusted(file, in: folder, workspace, warn: warn) { return false }
    let known = ignoreLists[file] ?? IgnoreList()
    ignoreLists[file] = known.signature == signature ? known : IgnoreList(file, warn)
    return signature != nil
  }
}

/// The folders whose ignore files apply to a folder in a workspace.
struct IgnoreFolders: Sendable {
  var workspace: FilePath
  var folders: [FilePath]
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
