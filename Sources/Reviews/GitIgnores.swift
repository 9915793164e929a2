import Files
import Foundation

/// The `.gitignore` files that apply to a search: those in the searched folder and its subfolders, those in the folders above it
/// up to the repository's root, and `.git/info/exclude`.
struct GitIgnores: Sendable {
  /// The files that apply to the entries of each opened folder, the nearest last.
  private var files: [FilePath: [GitIgnore]] = [:]
  /// Why files are not used, each reason once.
  private(set) var problems: [String] = []

  private static let byteLimit = 1 << 20
  private static let lineLimit = 10_000
  private static let globLimit = 1 << 16

  /// Starts a search. The searched folder itself is not ignored: a person chose it.
  init(searching root: FilePath) {
    let folders = [root] + root.foldersAbove
    // As in git, somebody else's repository above the folder does not count.
    let top = folders.firstIndex { FileStatus($0.appending(".git"))?.owner == geteuid() } ?? 0
    for folder in folders[...top].reversed() { open(folder) }
  }

  /// Reads the file of a folder whose parent is open.
  mutating func open(_ folder: FilePath) {
    let isRepository = FileStatus(folder.appending(".git")) != nil
    var chain = isRepository ? [] : files[folder.removingLastComponent()] ?? []
    if isRepository, let exclude = read(folder.appending(".git/info/exclude"), for: folder) { chain.append(exclude) }
    if let own = read(folder.appending(".gitignore"), for: folder) { chain.append(own) }
    files[folder] = chain
  }

  /// Whether an entry of an open folder is ignored.
  func ignores(_ path: FilePath, isFolder: Bool) -> Bool {
    let chain = files[path.removingLastComponent()] ?? []
    return chain.reversed().lazy.compactMap { $0.ignores(path, isFolder: isFolder) }.first ?? false
  }

  /// Removes and returns a problem.
  mutating func takeProblem() -> String? { problems.popLast() }

  /// Nil if the file does not exist, or cannot be used. Links are not followed: they may lead anywhere.
  private mutating func read(_ path: FilePath, for folder: FilePath) -> GitIgnore? {
    guard FileStatus(path, followsLinks: false)?.kind == .file else { return nil }
    do throws(FileError) {
      let content = try InputFile.bytes(of: path, atMost: Self.byteLimit)
      guard content.count(where: { $0 == UInt8(ascii: "\n") }) <= Self.lineLimit else {
        throw FileError(path, "has over \(Self.lineLimit) lines")
      }
      let ignore = GitIgnore(content, in: folder)
      guard ignore.globLength <= Self.globLimit else {
        throw FileError(path, "has over \(Self.globLimit) characters of patterns with wildcards")
      }
      return ignore
    } catch {
      problems.append("\(error); it is not used, so files that it names are read")
      return nil
    }
  }
}
