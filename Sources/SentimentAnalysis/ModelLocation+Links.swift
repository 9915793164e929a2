import Foundation
import Reviews

extension ModelLocation {
  /// Refuses links out of the folder. Otherwise a cloned model could have any file read, quoted in an error, or copied by
  /// `export`.
  ///
  /// Links are fine where the Hugging Face cache has them: to the blobs of the same model, or of a model in the user's cache.
  /// Folders, of which none is read, may be links, too.
  ///
  /// - Throws: `ModelError` that names the link.
  func requireOwnFiles(_ cache: HubCache) throws(ModelError) {
    guard let boundary = FolderBoundary(folder) else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() {
      let file = folder + "/" + name
      // A broken link is reported where the file is read.
      guard Self.isLinkToFile(file), let target = FolderBoundary.resolved(file), !boundary.contains(file),
        !isBlob(target, cache)
      else { continue }
      throw ModelError(
        "\(file): is a link that leads out of the model's folder; put the file itself there, or fetch the model with hf"
      )
    }
  }

  private static func isLinkToFile(_ path: String) -> Bool {
    var (link, target) = (stat(), stat())
    return unsafe lstat(path, &link) == 0 && link.st_mode & S_IFMT == S_IFLNK && stat(path, &target) == 0
      && target.st_mode & S_IFMT != S_IFDIR
  }

  /// Whether a file lies in the blobs beside the folder's snapshots, or in those of a model in the cache.
  private func isBlob(_ target: String, _ cache: HubCache) -> Bool {
    let places = FolderBoundary.resolved(folder).map { FilePath.folders(above: $0) } ?? []
    if places.count > 1, places[0].hasSuffix("/snapshots"), target.isPath(in: places[1] + "/blobs") { return true }
    // `models--ORG--NAME/blobs/HASH` in the cache.
    let folders = FilePath.folders(above: target)
    guard folders.count > 2, folders[0].hasSuffix("/blobs") else { return false }
    return cache.roots.contains { FolderBoundary.resolved($0) == folders[2] }
  }
}
