import Foundation

/// Goes through the files of a folder, or those that a glob matches: sorted by name, folders within where their names stand,
/// hidden ones left out. Links are followed where they stay in the folder, unless they lead back to a folder above or to one
/// that was gone through. Devices, pipes and sockets are left out.
public struct FileSearch {
  /// What is found.
  public enum Entry {
    /// A file, by the name to print and its absolute path.
    case file(name: String, path: String)
    /// A folder, which is left out unless it is opened.
    case folder(name: String, path: String)
    /// A link that leads out of the folder that is searched, by the name to print and its absolute path; it is not followed.
    case link(name: String, path: String)
    /// What kept a folder from being read, in a sentence.
    case unreadable(String)
  }

  /// As the command line has it.
  public let argument: String
  /// Nil for a folder.
  public let glob: Glob?
  /// The absolute path of the folder that is gone through.
  public private(set) var root = "/"
  /// Nil where links are followed wherever they lead.
  private var boundary: FolderBoundary?
  private let followsLinks: Bool
  /// In reverse order.
  private var pending: [Entry] = []
  private var opened: Set<FileIdentity> = []

  /// Nil where the argument is to be read itself: it names something that is no folder, or nothing and is no glob.
  ///
  /// - Parameter followsLinks: whether links are followed out of the folder, too.
  public init?(_ argument: String, followsLinks: Bool = false) {
    self.argument = argument
    self.followsLinks = followsLinks
    let kind = FileIdentity(path: argument)
    if let kind {
      guard kind.isFolder else { return nil }
      glob = nil
      let name = argument == "." || argument == "./" ? "" : argument
      start(in: name)
    } else {
      guard argument.contains(where: { "*?[{".contains($0) }) else { return nil }
      glob = Glob(argument.hasPrefix("/") ? argument : "./" + argument, in: Self.absolutePath("."))
      // The folders in front of the first notation.
      let fixed = argument.prefix { !"*?[{\\".contains($0) }
      let folder = fixed.lastIndex(of: "/").map { String(fixed[...$0]) } ?? ""
      start(in: folder)
    }
  }

  /// The absolute path of one that is relative to the current folder.
  public static func absolutePath(_ path: String) -> String {
    FilePath.resolved(path.hasPrefix("~") ? "./" + path : path, in: FileManager.default.currentDirectoryPath)
  }

  /// Whether a path leads to a device, which may never end.
  public static func isDevice(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT)
  }

  /// The next file or folder; nil at the end.
  public mutating func next() -> Entry? {
    while let entry = pending.popLast() {
      switch entry {
      case .file(_, let path), .link(_, let path):
        if glob?.matches(path, orFolderAbove: true) == false { continue }
      case .folder, .unreadable: break
      }
      return entry
    }
    return nil
  }

  /// Has what is in a folder come next.
  public mutating func open(_ name: String, _ path: String) { pending += open(folder: name, path) }

  private mutating func start(in folder: String) {
    let path = Self.absolutePath(folder)
    root = path
    boundary = followsLinks ? nil : FolderBoundary(path)
    for parent in FilePath.folders(above: URL(filePath: path).resolvingSymlinksInPath().path) {
      if let identity = FileIdentity(path: parent) { opened.insert(identity) }
    }
    open(folder, path)
  }

  private mutating func open(folder name: String, _ path: String) -> [Entry] {
    guard let identity = FileIdentity(path: path), opened.insert(identity).inserted else { return [] }
    let entries: [String]
    do { entries = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      return [.unreadable("\(name.isEmpty ? "." : name): the folder cannot be read: \(error.localizedDescription)")]
    }
    return entries.filter { !$0.hasPrefix(".") }.sorted(by: >).compactMap { entry in
      let printed = name.isEmpty || name.hasSuffix("/") ? name + entry : name + "/" + entry
      let inside = path == "/" ? path + entry : path + "/" + entry
      guard let identity = FileIdentity(path: inside) else { return nil }  // a link that leads nowhere
      guard identity.isFolder || identity.isRegular else { return nil }
      if FileIdentity.isLink(inside), !followsLinks, boundary?.contains(inside) != true {
        return .link(name: printed, path: inside)
      }
      if identity.isFolder { return .folder(name: printed, path: inside) }
      return .file(name: printed, path: inside)
    }
  }
}

/// What a path leads to.
private struct FileIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64
  let isFolder: Bool
  let isRegular: Bool

  init?(path: String) {
    var status = stat()
    guard unsafe stat(path.isEmpty ? "." : path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    isFolder = status.st_mode & S_IFMT == S_IFDIR
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }

  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}
