import Foundation

extension ModelLocation {
  /// Refuses a folder that has another file in the place of one of its own: what lies in a folder that somebody cloned would
  /// otherwise have any file of this machine read, shown in a complaint, or copied into what is written next.
  ///
  /// Links are fine where the Hugging Face cache has them: to the blobs of the same model, or of a model in the user's cache.
  ///
  /// - Throws: `ModelError` that names the link.
  func requireOwnFiles(_ cache: HubCache) throws(ModelError) {
    guard let boundary = FolderBoundary(folder) else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() where Self.isOfModel(name) {
      let file = folder + "/" + name
      // A link that leads nowhere is reported where the file is read.
      guard let target = FolderBoundary.resolved(file), !boundary.contains(file), !isBlob(target, cache) else {
        continue
      }
      throw ModelError(
        "\(file): is a link that leads out of the model's folder; put the file itself there, or fetch the model with hf"
      )
    }
  }

  /// Whether loading, exporting or training may read a file of that name.
  private static func isOfModel(_ name: String) -> Bool {
    [".json", ".txt", ".safetensors", ".md", ".model", ".bin"].contains { name.hasSuffix($0) }
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
