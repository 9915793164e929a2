import BERT
import Foundation
import Reviews

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

/// Whether a path, links followed, leads into a model of a Hugging Face cache: `models--ORG--NAME/snapshots` and the like,
/// wherever the cache is, or beside them.
public func isInHubCache(_ path: String) -> Bool {
  let (parts, kept) = (realPath(path).pathComponents, ["snapshots", "blobs", "refs"])
  return parts.indices.contains { index in
    guard ["models--", "datasets--", "spaces--"].contains(where: { parts[index].hasPrefix($0) }) else { return false }
    let folder = "/" + parts[...index].joined(separator: "/")
    return index + 1 < parts.count && kept.contains(String(parts[index + 1]))
      || kept.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
  }
}
