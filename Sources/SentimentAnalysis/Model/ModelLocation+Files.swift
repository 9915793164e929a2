import Files
import Reviews

extension ModelLocation {
  /// Identifies the state of a model's files without reading them; nil if no model has this name.
  public static func signature(ofModel name: String?) -> String? {
    guard let folder = try? ModelLocation(of: name).folder else { return nil }
    // Adding or renaming a file changes the folder, too.
    let files = ["", "config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json", "vocab.txt"]
    return files.map { String(describing: FileSignature(FilePath(text: folder).appending($0))) }.joined(separator: "\n")
  }

  /// The reason not to write into the model's folder, as the end of a sentence; nil if the folder is the user's.
  public var reasonNotToWrite: String? {
    let folder = FilePath(text: folder)
    if Self.builtIn().contains(where: { FilePath(text: $0).withoutLinks == folder.withoutLinks }) {
      return "is the built-in model"
    }
    if isInHubCache(folder.text) { return "is in the Hugging Face cache, whose files other programs share" }
    guard FileStatus(folder.appending("config.json"), followsLinks: false)?.kind == .file else {
      return "holds no config.json of its own, but a link to one"
    }
    return nil
  }

  /// Rejects links out of the folder. Otherwise a cloned model could make the program read any file, quote it in an error, or
  /// copy it in `export`.
  ///
  /// The links of the Hugging Face cache are allowed: to the blobs of the same model, or of a model in the user's cache. Links
  /// to folders are allowed, too, since no folder is read.
  func requireOwnFiles(_ cache: HubCache) throws(ModelError) {
    guard let boundary = FolderBoundary(FilePath(text: folder)) else { return }
    for name in (try? Folder.names(in: FilePath(text: folder))) ?? [] {
      let file = FilePath(text: folder).appending(name)
      // Reading the file reports a broken link.
      guard FileStatus(file, followsLinks: false)?.kind == .link, let target = file.resolvingLinks(),
        FileStatus(target)?.kind != .folder, !target.starts(with: boundary.root), !isBlob(target, cache)
      else { continue }
      throw ModelError(
        "\(file): is a link that leads out of the model's folder; put the file itself there, or download the model with hf"
      )
    }
  }

  /// Whether a file is in the blobs beside the folder's snapshots, or in those of a model in the cache.
  private func isBlob(_ target: FilePath, _ cache: HubCache) -> Bool {
    let places = FilePath(text: folder).resolvingLinks()?.foldersAbove ?? []
    if places.count > 1, places[0].lastComponent == "snapshots", target.starts(with: places[1].appending("blobs")) {
      return true
    }
    // `models--ORG--NAME/blobs/HASH` in the cache.
    let folders = target.foldersAbove
    guard folders.count > 2, folders[0].lastComponent == "blobs" else { return false }
    return cache.roots.contains { $0.resolvingLinks() == folders[2] }
  }
}
