public import SystemPackage

/// Goes through what is in a folder: sorted by name, folders within where their names stand, hidden ones left out. Links are
/// followed where they stay in the folder, unless they lead back to a folder above or to one that was gone through. Devices,
/// pipes and sockets are left out.
public struct FolderWalk {
  /// What is found, by the name to print and its absolute path.
  public enum Entry: Sendable {
    case file(name: String, path: FilePath)
    /// A folder, which is left out unless it is opened.
    case folder(name: String, path: FilePath)
    /// A link that leads out of the folder that is searched; it is not followed.
    case link(name: String, path: FilePath)
    /// What kept a folder from being read, in a sentence.
    case unreadable(String)
  }

  /// The absolute path of the folder that is gone through.
  public let root: FilePath
  /// Nil where links are followed wherever they lead.
  private let boundary: FolderBoundary?
  private let followsLinks: Bool
  /// In reverse order.
  private var pending: [Entry] = []
  private var opened: Set<FileIdentity> = []

  /// - Parameters:
  ///   - name: what stands before the names that are printed, such as `reviews/`.
  ///   - followsLinks: whether links are followed out of the folder, too.
  public init(_ root: FilePath, name: String, followsLinks: Bool = false) {
    (self.root, self.followsLinks) = (root, followsLinks)
    boundary = followsLinks ? nil : FolderBoundary(root)
    opened = Set(root.withoutLinks.foldersAbove.compactMap { FileStatus($0)?.identity })
    open(name, root)
  }

  /// The next entry; nil at the end.
  public mutating func next() -> Entry? { pending.popLast() }

  /// Has what is in a folder come next.
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
