import Files

extension ModelLocation {
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
}

/// Whether a path, links followed, leads into a model of a Hugging Face cache: `models--ORG--NAME/snapshots` and the like,
/// wherever the cache is, or beside them.
public func isInHubCache(_ path: String) -> Bool {
  let (path, kept) = (FilePath(fromCommandLine: path).withoutLinks, ["snapshots", "blobs", "refs"])
  return ([path] + path.foldersAbove).contains { folder in
    let name = folder.lastComponent?.string ?? ""
    guard ["models--", "datasets--", "spaces--"].contains(where: name.hasPrefix) else { return false }
    let below = path.components.dropFirst(folder.components.count).first?.string
    return below.map(kept.contains) == true || kept.contains { FileStatus(folder.appending($0)) != nil }
  }
}
