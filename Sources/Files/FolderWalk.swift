public import SystemPackage

/// Walks through a folder in order of name, without hidden entries, devices, pipes and sockets. Follows links that stay
/// inside the folder, except to a parent folder or a visited one.
public struct FolderWalk {
  /// An entry with its name for messages and its absolute path.
  public enum Entry: Sendable {
    case file(name: String, path: FilePath)
    /// A folder; it is skipped unless the caller opens it.
    case folder(name: String, path: FilePath)
    /// A link to a target outside the folder, which is not followed.
    case link(name: String, path: FilePath)
    /// A message about a folder that cannot be read.
    case unreadable(String)
  }

  /// The absolute path of the folder.
  public let root: FilePath
  /// Nil if links may lead outside.
  private let boundary: FolderBoundary?
  private let followsLinks: Bool
  /// The remaining entries in reverse order.
  private var pending: [Entry] = []
  private var opened: Set<FileIdentity> = []

  /// Starts a walk.
  ///
  /// - Parameters:
  ///   - name: the prefix of the entries' names, such as `reviews/`.
  ///   - followsLinks: whether to follow links out of the folder, too.
  public init(_ root: FilePath, name: String, followsLinks: Bool = false) {
    (self.root, self.followsLinks) = (root, followsLinks)
    boundary = followsLinks ? nil : FolderBoundary(root)
    opened = Set(root.withoutLinks.foldersAbove.compactMap { FileStatus($0)?.identity })
    open(name, root)
  }

  /// The next entry; nil at the end.
  public mutating func next() -> Entry? { pending.popLast() }

  /// Inserts a folder's entries next.
  public mutating func open(_ name: String, _ path: FilePath) {
    let names: [FilePath.Component]
    do throws(FileError) {
      guard opened.insert(try FileStatus(of: path).identity).inserted else { return }
      names = try Folder.names(in: path)
    } catch {
      pending.append(.unreadable("\(name.isEmpty ? "." : name): the folder cannot be read: \(error)"))
      return
    }
    pending += names.reversed().compactMap { entry(name.isEmpty || name.hasSuffix("/") ? name : name + "/", $0, path) }
  }

  private func entry(_ prefix: String, _ component: FilePath.Component, _ folder: FilePath) -> Entry? {
    let (name, path) = (prefix + component.text, folder.appending(component))
    guard !component.text.hasPrefix(".") else { return nil }
    let status: FileStatus
    do throws(Errno) { status = FileStatus(try Stat(path, followTargetSymlink: true)) } catch {
      // A file that is being removed, or a broken link.
      let isMissing = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(error)
      return isMissing ? nil : .unreadable("\(name): cannot be read: \(error)")
    }
    guard [.file, .folder].contains(status.kind) else { return nil }
    let isLink = FileStatus(path, followsLinks: false)?.kind == .link
    if isLink, !followsLinks, boundary?.contains(path) != true { return .link(name: name, path: path) }
    return status.kind == .folder ? .folder(name: name, path: path) : .file(name: name, path: path)
  }
}
