public import Files

/// A file that is read for its reviews.
public struct ReviewFile: Sendable {
  /// The name to print.
  public var name: String
  /// Absolute.
  public var path: FilePath
  /// How it is written.
  public var format: DocumentFormat
  /// What holds for it.
  public var settings: Settings
}

/// Goes through the files of a folder, or those that a glob matches, in the order of `FolderWalk`, and leaves out what settings
/// do not include.
public struct FileSearch {
  /// What is found.
  public enum Entry {
    case file(ReviewFile)
    /// A file that is not included.
    case other
    /// A link that leads out of the folder that is searched, by the name to print; it is not followed.
    case link(name: String)
    /// What kept a folder from being read, in a sentence.
    case unreadable(String)
  }

  /// As the command line has it.
  public let argument: String
  /// Nil for a folder.
  public let glob: Glob?
  private var walk: FolderWalk

  /// Lies about in folders of projects and holds no reviews.
  private static let passedOver = ["node_modules", "CMakeLists.txt", "requirements*.txt", "robots.txt", "LICENSE*.txt"]
    .map { Glob($0) }

  /// Nil where the argument is to be read itself: it names something that is no folder, or nothing and is no glob.
  ///
  /// - Parameter followsLinks: whether links are followed out of the folder, too.
  public init?(_ argument: String, followsLinks: Bool = false) {
    self.argument = argument
    var folder = [".", "./"].contains(argument) ? "" : argument
    if let status = FileStatus(FilePath(argument)) {
      guard status.kind == .folder else { return nil }
      glob = nil
    } else {
      guard argument.contains(where: { "*?[{".contains($0) }) else { return nil }
      glob = Glob(argument.hasPrefix("/") ? argument : "./" + argument, in: .current)
      // The folders in front of the first notation.
      let fixed = argument.prefix { !"*?[{\\".contains($0) }
      folder = fixed.lastIndex(of: "/").map { String(fixed[...$0]) } ?? ""
    }
    walk = FolderWalk(FilePath(fromCommandLine: folder), name: folder, followsLinks: followsLinks)
  }

  /// The absolute path of the folder that is gone through.
  public var root: FilePath { walk.root }

  /// The next entry; nil at the end.
  ///
  /// - Parameters:
  ///   - language: how the files are written, whatever their settings say; of a folder only those count whose ending says so.
  ///   - settings: those of a path.
  public mutating func next(
    language: DocumentFormat? = nil, settings: (FilePath) -> Settings
  ) -> Entry? {
    while let entry = walk.next() {
      switch entry {
      case .unreadable(let sentence): return .unreadable(sentence)
      case .folder(let name, let path):
        if !isPassedOver(path), !settings(path).isExcluded(path) { walk.open(name, path) }
      case .link(let name, let path):
        if glob?.matches(path, orFolderAbove: true) != false, !settings(path).isExcluded(path) {
          return .link(name: name)
        }
      case .file(let name, let path):
        guard glob?.matches(path, orFolderAbove: true) != false else { continue }
        var settings = settings(path)
        let found = settings.format ?? DocumentFormat(pathEnding: path.string)
        if let language {
          guard glob != nil || found == language else { return .other }
          settings.format = language
        }
        guard let format = language ?? found, !isPassedOver(path), settings.isIncluded(path, format) else {
          return .other
        }
        return .file(ReviewFile(name: name, path: path, format: format, settings: settings))
      }
    }
    return nil
  }

  private func isPassedOver(_ path: FilePath) -> Bool { Self.passedOver.contains { $0.matches(path) } }
}
