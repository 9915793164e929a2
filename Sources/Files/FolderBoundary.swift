public import SystemPackage

/// A folder outside which its files must not refer to paths.
///
/// Resolves links on the disk, because links in a cloned folder may lead anywhere.
public struct FolderBoundary: Sendable {
  /// The folder's path with all links resolved.
  public let root: FilePath

  /// Creates a boundary; nil if the folder does not exist.
  public init?(_ folder: FilePath) {
    guard let root = folder.resolvingLinks() else { return nil }
    self.root = root
  }

  /// Whether a path is inside the folder after resolving all links.
  public func contains(_ path: FilePath) -> Bool { resolved(path) != nil }

  /// The path with all links resolved; nil if it is outside the folder or passes through a broken link. For a path that
  /// does not exist yet, its nearest existing parent decides.
  public func resolved(_ path: FilePath) -> FilePath? {
    path.lexicallyNormalized().resolvingExistingLinks().flatMap { $0.starts(with: root) ? $0 : nil }
  }
}

extension FilePath {
  /// The path with links resolved in its existing part; nil for a broken link.
  func resolvingExistingLinks() -> FilePath? {
    var (existing, rest) = (self, [FilePath.Component]())
    while true {
      if let real = (existing.isEmpty ? "." : existing).resolvingLinks() { return real.appending(rest.reversed()) }
      // An existing name that does not resolve is a broken link.
      guard FileStatus(existing, followsLinks: false) == nil, let name = existing.lastComponent else { return nil }
      rest.append(name)
      existing.removeLastComponent()
    }
  }

  /// The path with links resolved in its existing part.
  public var withoutLinks: FilePath {
    // Tries the unnormalized path first, because `..` after a link does not undo the link.
    resolvingLinks() ?? lexicallyNormalized().resolvingExistingLinks() ?? self
  }
}
