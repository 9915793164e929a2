import Files
import Reviews

extension ModelLocation {
  /// Tells one state of a model's files from another without reading them; nil where there is no model of that name.
  public static func signature(ofModel name: String?) -> String? {
    guard let folder = try? ModelLocation(of: name).folder else { return nil }
    // A change of what a folder holds, as when files are written beside and then renamed, changes the folder, too.
    let files = ["", "config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json", "vocab.txt"]
    return files.map { String(describing: FileSignature(FilePath(folder).appending($0))) }.joined(separator: "\n")
  }

  /// Why nothing may be written into the model's folder, as the rest of a sentence; nil where it is the user's own.
  public var reasonNotToWrite: String? {
    let folder = FilePath(folder)
    if Self.builtIn().contains(where: { FilePath($0).withoutLinks == folder.withoutLinks }) {
      return "is the built-in model"
    }
    if isInHubCache(folder.string) { return "is in the Hugging Face cache, whose files other programs share" }
    guard FileStatus(folder.appending("config.json"), followsLinks: false)?.kind == .file else {
      return "holds no config.json of its own, but a link to one"
    }
    return nil
  }

  /// Refuses links out of the folder. Otherwise a cloned model could have any file read, quoted in an error, or copied by
  /// `export`.
  ///
  /// Links are fine where the Hugging Face cache has them: to the blobs of the same model, or of a model in the user's cache.
  /// Folders, of which none is read, may be links, too.
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
