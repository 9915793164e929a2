import BERT
import Foundation

extension ModelLocation {
  /// Why nothing may be written into the model's folder, as the rest of a sentence; nil where it is the user's own.
  public var reasonNotToWrite: String? {
    if Self.builtIn().map(realPath).contains(realPath(folder)) { return "is the built-in model" }
    if isInHubCache(folder) { return "is in the Hugging Face cache, whose files other programs share" }
    var status = stat()
    guard unsafe lstat(folder + "/config.json", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return "holds no config.json of its own, but a link to one"
    }
    return nil
  }
}

/// Whether a path, links followed, leads into the files of a model in a Hugging Face cache: `models--ORG--NAME/snapshots`
/// and the like, wherever the cache is.
public func isInHubCache(_ path: String) -> Bool {
  let parts = realPath(path).split(separator: "/")
  return zip(parts, parts.dropFirst()).contains { folder, below in
    ["models--", "datasets--", "spaces--"].contains { folder.hasPrefix($0) }
      && ["snapshots", "blobs", "refs"].contains(below)
  }
}
