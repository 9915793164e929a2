public import SystemPackage

/// A folder that paths named by its files must stay inside.
///
/// Links are resolved on the disk: what a cloned folder holds may lead anywhere.
public struct FolderBoundary: Sendable {
  /// Without links.
  public let root: FilePath

  /// Nil where there is no such folder.
  public init?(_ folder: FilePath) {
    guard let root = folder.resolvingLinks() else { return nil }
    self.root = root
  }

  /// Whether a path lies in the folder once all links are resolved.
  public func contains(_ path: FilePath) -> Bool { resolved(path) != nil }

  /// The path without links; nil where it does not lie in the folder, or passes through a broken link. What is not there yet
  /// lies where its nearest folder does.
  public func resolved(_ path: FilePath) -> FilePath? {
    path.lexicallyNormalized().resolvingExistingLinks().flatMap { $0.starts(with: root) ? $0 : nil }
  }
}

extension FilePath {
  /// The path without links in the part of it that is there; nil where a link leads nowhere.
  func resolvingExistingLinks() -> FilePath? {
    var (place, rest) = (self, [FilePath.Component]())
    while true {
      if let real = (place.isEmpty ? "." : place).resolvingLinks() { return real.appending(rest.reversed()) }
      // A name that is there and leads nowhere.
      guard FileStatus(place, followsLinks: false) == nil, let name = place.lastComponent else { return nil }
      rest.append(name)
      place.removeLastComponent()
    }
  }

  /// The path without links; of a path to nothing, the nearest folder above it that is there, with the rest.
  public var withoutLinks: FilePath {
    // The path as it was given comes first: `..` behind a link does not lead back.
    resolvingLinks() ?? lexicallyNormalized().resolvingExistingLinks() ?? self
  }
}
