import Foundation

/// A folder that paths named by its files must stay inside.
///
/// Links are resolved on the disk: what a cloned folder holds may lead anywhere.
package struct FolderBoundary: Sendable {
  /// Without links.
  package let root: String

  /// Nil where there is no such folder.
  package init?(_ folder: String) {
    guard let root = Self.resolved(folder) else { return nil }
    self.root = root
  }

  /// Whether a path lies in the folder once all links are resolved.
  package func contains(_ path: String) -> Bool { realPath(of: path) != nil }

  /// Whether a path leads to a regular file in the folder.
  package func holdsFile(_ path: String) -> Bool { kind(of: path) == S_IFREG && contains(path) }

  /// Whether a path leads to a folder in this one.
  package func holdsFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR && contains(path) }

  /// The path without links; nil where it does not lie in the folder, or passes through a broken link. What is not there yet
  /// lies where its nearest folder does.
  package func realPath(of path: String) -> String? {
    var (place, rest, status) = (FilePath.normalized(path), [String](), stat())
    while true {
      if let real = Self.resolved(place) {
        let whole = ([real == "/" ? "" : real] + rest.reversed()).joined(separator: "/")
        return whole.isPath(in: root) ? whole : nil
      }
      // A name that is there and leads nowhere.
      guard unsafe lstat(place, &status) != 0, let name = place.pathComponents.last,
        let folder = FilePath.folders(above: place).first
      else { return nil }
      rest.append(String(name))
      place = folder
    }
  }

  private func kind(of path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
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
