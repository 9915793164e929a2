import Foundation

/// A folder that what its files name must not lead out of.
///
/// Links are resolved on the disk: what a cloned folder holds may lead anywhere.
package struct FolderBoundary: Sendable {
  /// Without links.
  private let root: String

  /// Nil where there is no such folder.
  package init?(_ folder: String) {
    guard let root = Self.resolved(folder) else { return nil }
    self.root = root
  }

  /// Whether a path lies in the folder once all links are resolved. What is not there yet lies where its nearest folder does.
  package func contains(_ path: String) -> Bool { realPath(of: path)?.isPath(in: root) == true }

  /// Whether a path leads to a regular file in the folder.
  package func holdsFile(_ path: String) -> Bool { kind(of: path) == S_IFREG && contains(path) }

  /// Whether a path leads to a folder in this one.
  package func holdsFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR && contains(path) }

  private func kind(of path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Nil for what cannot be said, such as what lies behind a link that leads nowhere.
  private func realPath(of path: String) -> String? {
    let path = FilePath.normalized(path)
    if let whole = Self.resolved(path) { return whole }
    var (rest, status) = ([Substring](), stat())
    var place = path[...]
    while let slash = place.lastIndex(of: "/") {
      // A name that is there and leads nowhere.
      if unsafe lstat(String(place), &status) == 0 { return nil }
      rest.append(place[place.index(after: slash)...])
      place = place[..<slash]
      if let folder = Self.resolved(place.isEmpty ? "/" : String(place)) {
        return ([folder == "/" ? "" : folder] + rest.reversed().map(String.init)).joined(separator: "/")
      }
    }
    return nil
  }

  /// The path without links; nil where nothing is there.
  package static func resolved(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

extension String {
  /// Whether a path is that of a folder or of what lies in it, byte by byte, as the system compares names.
  public func isPath(in folder: String) -> Bool {
    utf8.elementsEqual(folder.utf8) || utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
  }
}
