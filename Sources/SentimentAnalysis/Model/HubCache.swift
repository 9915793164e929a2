import BERT
import Files
import Foundation
import Reviews

/// Models in the Hugging Face cache on this disk. Nothing is downloaded.
///
/// The layout is that of `huggingface_hub`: `models--ORG--NAME/refs/REVISION` contains a commit, and
/// `models--ORG--NAME/snapshots/COMMIT` the files, usually as links.
struct HubCache {
  /// A model's name on the hub, `[org/]name[@revision]`.
  struct Name {
    var repository: String
    var revision: String

    /// Nil if the text is not a valid name.
    init?(_ text: String) {
      let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      repository = String(halves[0])
      revision = halves.count > 1 ? String(halves[1]) : "main"
      let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, parts.allSatisfy(Self.isPlain), repository.utf8.count <= 96,
        revision.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isPlain)
      else { return nil }
    }

    /// Whether this is a component of a path that cannot leave its folder.
    private static func isPlain(_ part: Substring) -> Bool {
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
          default: false
          }
        }
    }
  }

  /// The folders of models, in the order of the search.
  let roots: [FilePath]

  /// - Parameter environment: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME`, in this order, name the
  ///   cache, as in `huggingface_hub/constants.py`; then come the variables of transformers 4.
  init(environment: [String: String]) {
    func path(_ name: String) -> FilePath? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return FilePath(text: Self.expanded(value, environment))
    }
    let caches = path("XDG_CACHE_HOME") ?? FilePath(text: Self.expanded("~/.cache", environment))
    let home = path("HF_HOME") ?? caches.appending("huggingface")
    let main = path("HF_HUB_CACHE") ?? path("HUGGINGFACE_HUB_CACHE") ?? home.appending("hub")
    let older = ["TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE"]
    roots = [main] + older.compactMap(path).filter { $0 != main }
  }

  /// Expands `~`, `$NAME` and `${NAME}` as Python's `expanduser` and `expandvars` do; unknown variables do not change.
  private static func expanded(_ path: String, _ environment: [String: String]) -> String {
    let filled = path.replacing(#/\$(?:\{(\w+)\}|(\w+))/#) { match in
      environment[String(match.1 ?? match.2 ?? "")] ?? String(match.0)
    }
    guard filled == "~" || filled.hasPrefix("~/") else { return filled }
    return (environment["HOME"] ?? NSHomeDirectory()) + filled.dropFirst()
  }

  /// The folder of a model's files; nil if the model is not in the cache.
  ///
  /// - Throws: `ModelError` if the revision is not in the cache, or not complete.
  func folder(of name: Name) throws(ModelError) -> FilePath? {
    let parts = ["models"] + name.repository.split(separator: "/").map(String.init)
    for root in roots {
      let model = root.appending(parts.joined(separator: "--"))
      guard FileStatus(model) != nil else { continue }
      let commit = try commit(of: name, in: model)
      let snapshot = model.appending("snapshots/\(commit)")
      guard FileStatus(snapshot.appending("config.json")) != nil else {
        if let reason = UnsupportedFolder.explanation(snapshot.text) { throw ModelError("\(snapshot): \(reason)") }
        throw ModelError("\(snapshot) has no config.json; download the model again: \(name.download)")
      }
      return snapshot
    }
    return nil
  }

  private func commit(of name: Name, in model: FilePath) throws(ModelError) -> String {
    let reference = model.appending("refs/\(name.revision)")
    guard FileStatus(reference) != nil else {
      if Self.isCommit(name.revision) { return name.revision }
      throw ModelError(
        "\(model) has no revision \(name.revision), only \(Self.revisions(in: model).joined(separator: ", ")); "
          + "name one of these as \(name.repository)@REVISION, or download it: \(name.download)")
    }
    // A reference is a file with a commit and a line end.
    let bytes = try? InputFile.bytes(of: reference, atMost: 256)
    let commit = bytes.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    guard let commit, Self.isCommit(commit) else {
      throw ModelError("\(reference) does not contain a commit; download the model again: \(name.download)")
    }
    return commit
  }

  /// All revisions of a model.
  private static func revisions(in model: FilePath) -> [String] {
    func names(_ folder: FilePath) -> [String] { ((try? Folder.names(in: folder)) ?? []).map(\.string) }
    func references(_ folder: String) -> [String] {
      names(model.appending("refs/" + folder)).flatMap { name in
        // A link to a folder could make a cycle.
        let isFolder = FileStatus(model.appending("refs/" + folder + name), followsLinks: false)?.kind == .folder
        return isFolder ? references(folder + name + "/") : [folder + name]
      }
    }
    return names(model.appending("snapshots")) + references("")
  }

  private static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension HubCache.Name {
  /// The command that downloads the model.
  var download: String {
    "hf download \(repository.quotedForShell)" + (revision == "main" ? "" : " --revision \(revision.quotedForShell)")
  }
}

/// Whether a path, with links resolved, leads into a model of any Hugging Face cache, such as `models--ORG--NAME/snapshots`.
public func isInHubCache(_ path: String) -> Bool {
  let (path, kept) = (FilePath(fromCommandLine: path).withoutLinks, ["snapshots", "blobs", "refs"])
  return ([path] + path.foldersAbove).contains { folder in
    let name = folder.lastComponent?.string ?? ""
    guard ["models--", "datasets--", "spaces--"].contains(where: name.hasPrefix) else { return false }
    let below = path.components.dropFirst(folder.components.count).first?.string
    return below.map(kept.contains) == true || kept.contains { FileStatus(folder.appending($0)) != nil }
  }
}
