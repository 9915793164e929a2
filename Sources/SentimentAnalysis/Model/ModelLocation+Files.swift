import BERT
import Files
import Reviews

extension ModelLocation {
  /// Identifies the state of a model's files without reading them; nil if no model has this name.
  public static func signature(ofModel name: String?) -> String? {
    guard let folder = try? ModelLocation(of: name).folder else { return nil }
    // Adding or renaming a file changes the folder, too.
    let files = ["", "config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json", "vocab.txt"]
    let paths = files.map { FilePath(text: folder).appending($0) } + headFiles(ofFolder: folder)
    return paths.map { String(describing: FileSignature($0)) }.joined(separator: "\n")
  }

  /// Identifies the state of the files of models that classify together; no names mean the built-in one. Nil if a model is
  /// missing.
  public static func signature(ofModels names: [String]) -> String? {
    let models: [String?] = names.isEmpty ? [nil] : names
    let signatures = models.map { signature(ofModel: $0) }
    return signatures.contains(nil) ? nil : signatures.compactMap(\.self).joined(separator: "\n")
  }

  /// The folder of further heads, their folders and their files.
  private static func headFiles(ofFolder folder: String) -> [FilePath] {
    let heads = FilePath(text: folder).appending(TaskHead.folder)
    // Without the folder there are no heads; reading an unreadable one reports it.
    let names = (try? Folder.names(in: heads)) ?? []
    return [heads]
      + names.flatMap { name in [heads.appending(name)] + TaskHead.files.map { heads.appending(name).appending($0) } }
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
  /// to folders are allowed, too, except in the folder of heads, since no other folder is read.
  func requireOwnFiles(_ cache: HubCache) throws(ModelError) {
    guard let boundary = FolderBoundary(FilePath(text: folder)) else { return }
    let heads = Self.headFiles(ofFolder: folder)
    let files = ((try? Folder.names(in: FilePath(text: folder))) ?? []).map { FilePath(text: folder).appending($0) }
    for file in files + heads {
      // Reading the file reports a broken link.
      guard FileStatus(file, followsLinks: false)?.kind == .link, let target = file.resolvingLinks(),
        FileStatus(target)?.kind != .folder || heads.contains(file), !target.starts(with: boundary.root),
        !isBlob(target, cache)
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
