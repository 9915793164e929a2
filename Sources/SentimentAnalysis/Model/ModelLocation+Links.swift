import Files
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
    guard let boundary = FolderBoundary(FilePath(folder)) else { return }
    for name in (try? Folder.names(in: FilePath(folder))) ?? [] {
      let file = FilePath(folder).appending(name)
      // A broken link is reported where the file is read.
      guard FileStatus(file, followsLinks: false)?.kind == .link, let target = file.resolvingLinks(),
        FileStatus(target)?.kind != .folder, !target.starts(with: boundary.root), !isBlob(target, cache)
      else { continue }
      throw ModelError(
        "\(file): is a link that leads out of the model's folder; put the file itself there, or fetch the model with hf"
      )
    }
  }

  /// Whether a file lies in the blobs beside the folder's snapshots, or in those of a model in the cache.
  private func isBlob(_ target: FilePath, _ cache: HubCache) -> Bool {
    let places = FilePath(folder).resolvingLinks()?.foldersAbove ?? []
    if places.count > 1, places[0].lastComponent == "snapshots", target.starts(with: places[1].appending("blobs")) {
      return true
    }
    // `models--ORG--NAME/blobs/HASH` in the cache.
    let folders = target.foldersAbove
    guard folders.count > 2, folders[0].lastComponent == "blobs" else { return false }
    return cache.roots.contains { $0.resolvingLinks() == folders[2] }
  }
}
