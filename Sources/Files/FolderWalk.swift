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
    guard let identity = FileStatus(path)?.identity, opened.insert(identity).inserted else { return }
    let names: [FilePath.Component]
    do throws(FileError) { names = try Folder.names(in: path) } catch {
      pending.append(.unreadable("\(name.isEmpty ? "." : name): the folder cannot be read: \(error)"))
      return
    }
    pending += names.reversed().compactMap { entry(name.isEmpty || name.hasSuffix("/") ? name : name + "/", $0, path) }
  }

  private func entry(_ prefix: String, _ component: FilePath.Component, _ folder: FilePath) -> Entry? {
    let (name, path) = (prefix + component.string, folder.appending(component))
    guard !component.string.hasPrefix("."), let status = FileStatus(path), [.file, .folder].contains(status.kind) else {
      return nil
    }
    let isLink = FileStatus(path, followsLinks: false)?.kind == .link
    if isLink, !followsLinks, boundary?.contains(path) != true { return .link(name: name, path: path) }
    return status.kind == .folder ? .folder(name: name, path: path) : .file(name: name, path: path)
  }
}
