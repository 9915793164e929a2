public import Files

/// A file to find reviews in.
public struct ReviewFile: Sendable {
  /// The name to print.
  public var name: String
  /// The absolute path.
  public var path: FilePath
  /// The format of the content.
  public var format: DocumentFormat
  /// The file's settings, patterns applied.
  public var settings: Settings
}

/// Lists the files of a folder, or the files that a glob matches, in the order of `FolderWalk`. Files that settings do not
/// include are reported as `other`.
public struct FileSearch {
  /// An entry of the search.
  public enum Entry {
    case file(ReviewFile)
    /// A file that is not included.
    case other
    /// A file or a folder that a `.gitignore` names.
    case gitIgnored
    /// The printed name of a link that leads out of the searched folder and is not followed.
    case link(name: String)
    /// The reason, as a sentence, that a folder could not be read or a `.gitignore` is not used.
    case unreadable(String)
  }

  /// The folder or glob as given on the command line.
  public let argument: String
  /// Nil for a folder.
  public let glob: Glob?
  private var walk: FolderWalk
  private var gitIgnores: GitIgnores

  /// Nil if the argument is neither an existing folder nor a glob.
  ///
  /// - Parameter followsLinks: whether links that lead out of the folder are followed, too.
  public init?(_ argument: String, followsLinks: Bool = false) {
    self.argument = argument
    var folder = [".", "./"].contains(argument) ? "" : argument
    if let status = FileStatus(FilePath(text: argument)) {
      guard status.kind == .folder else { return nil }
      glob = nil
    } else {
      guard argument.contains(where: { "*?[{".contains($0) }) else { return nil }
      glob = Glob(argument.hasPrefix("/") ? argument : "./" + argument, in: .current)
      // The folders before the first wildcard.
      let fixed = argument.prefix { !"*?[{\\".contains($0) }
      folder = fixed.lastIndex(of: "/").map { String(fixed[...$0]) } ?? ""
    }
    walk = FolderWalk(FilePath(fromCommandLine: folder), name: folder, followsLinks: followsLinks)
    gitIgnores = GitIgnores(searching: walk.root)
  }

  /// The absolute path of the searched folder.
  public var root: FilePath { walk.root }

  /// The next entry; nil at the end.
  ///
  /// - Parameters:
  ///   - language: overrides the files' format. In a folder, only files with an extension of this format are listed.
  ///   - settings: returns the settings of a path.
  public mutating func next(
    language: DocumentFormat? = nil, settings: (FilePath) -> Settings
  ) -> Entry? {
    while true {
      if let problem = gitIgnores.takeProblem() { return .unreadable(problem) }
      guard let entry = walk.next() else { return nil }
      switch entry {
      case .unreadable(let sentence): return .unreadable(sentence)
      case .folder(let name, let path):
        if ToolFiles.isFolder(path) || settings(path).isExcluded(path) { continue }
        if gitIgnores.ignores(path, isFolder: true) {
          guard glob?.matches(path) != false else { continue }
          return .gitIgnored
        }
        gitIgnores.open(path)
        walk.open(name, path)
      case .link(let name, let path):
        if glob?.matches(path, orFolderAbove: true) != false, !settings(path).isExcluded(path) {
          return .link(name: name)
        }
      case .file(let name, let path):
        guard glob?.matches(path, orFolderAbove: true) != false else { continue }
        var settings = settings(path)
        // The settings may give a tool's file a format.
        guard settings.format != nil || !ToolFiles.isFile(path) else { return .other }
        let found = settings.format ?? DocumentFormat(pathEnding: path.string)
        if let language {
          guard glob != nil || found == language else { return .other }
          settings.format = language
        }
        guard let format = language ?? found, settings.isIncluded(path, format) else {
          return .other
        }
        if gitIgnores.ignores(path, isFolder: false) { return .gitIgnored }
        return .file(ReviewFile(name: name, path: path, format: format, settings: settings))
      }
    }
  }
}
