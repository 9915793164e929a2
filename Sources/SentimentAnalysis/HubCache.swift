import Foundation
import Reviews

/// Models in the Hugging Face cache on this disk. Nothing is ever fetched.
///
/// The layout is that of `huggingface_hub`: `models--ORG--NAME/refs/REVISION` holds a commit, and
/// `models--ORG--NAME/snapshots/COMMIT` the files, most often as links.
struct HubCache {
  /// A model's name on the hub, `[org/]name[@revision]`.
  struct Name {
    var repository: String
    var revision: String

    /// Nil where this cannot be a name on the hub.
    init?(_ text: String) {
      let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      repository = String(halves[0])
      revision = halves.count > 1 ? String(halves[1]) : "main"
      let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, parts.allSatisfy(Self.isPlain), repository.utf8.count <= 96,
        revision.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isPlain)
      else { return nil }
    }

    /// One component of a path that leads nowhere else.
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

  /// The folders that hold models, in the order in which they are looked through.
  let roots: [String]

  /// - Parameter environment: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME` in this order say where
  ///   the cache is, as `huggingface_hub/constants.py` has it; then come the names that transformers 4 knew beside them.
  init(environment: [String: String]) {
    func path(_ name: String) -> String? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return Self.expanded(value, environment)
    }
    let home = path("HF_HOME") ?? (path("XDG_CACHE_HOME") ?? Self.expanded("~/.cache", environment)) + "/huggingface"
    let main = path("HF_HUB_CACHE") ?? path("HUGGINGFACE_HUB_CACHE") ?? home + "/hub"
    let older = ["TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE"]
    roots = [main] + older.compactMap(path).filter { $0 != main }
  }

  /// `~`, `$NAME` and `${NAME}` filled in, as Python's `expanduser` and `expandvars` do; unknown variables stay.
  private static func expanded(_ path: String, _ environment: [String: String]) -> String {
    let filled = path.replacing(#/\$(?:\{(\w+)\}|(\w+))/#) { match in
      environment[String(match.1 ?? match.2 ?? "")] ?? String(match.0)
    }
    guard filled == "~" || filled.hasPrefix("~/") else { return filled }
    return (environment["HOME"] ?? NSHomeDirectory()) + filled.dropFirst()
  }

  /// The folder of a model's files; nil where the cache does not know the model.
  ///
  /// - Throws: `ModelError` where the model is there, but not that revision, or not whole.
  func folder(of name: Name) throws(ModelError) -> String? {
    let parts = ["models"] + name.repository.split(separator: "/").map(String.init)
    for root in roots {
      let model = root + "/" + parts.joined(separator: "--")
      guard FileManager.default.fileExists(atPath: model) else { continue }
      let commit = try commit(of: name, in: model)
      let snapshot = "\(model)/snapshots/\(commit)"
      guard FileManager.default.fileExists(atPath: snapshot + "/config.json") else {
        throw ModelError("\(snapshot) holds no config.json; fetch the model again: \(name.download)")
      }
      return snapshot
    }
    return nil
  }

  private func commit(of name: Name, in model: String) throws(ModelError) -> String {
    let reference = "\(model)/refs/\(name.revision)"
    guard FileManager.default.fileExists(atPath: reference) else {
      if Self.isCommit(name.revision) { return name.revision }
      throw ModelError(
        "\(model) has no revision \(name.revision), only \(Self.revisions(in: model).joined(separator: ", ")); "
          + "name one of these as \(name.repository)@REVISION, or fetch it: \(name.download)")
    }
    let commit = Self.content(ofSmallFile: reference)?.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let commit, Self.isCommit(commit) else {
      throw ModelError("\(reference) does not hold a commit; fetch the model again: \(name.download)")
    }
    return commit
  }

  /// All that may stand behind the `@`.
  private static func revisions(in model: String) -> [String] {
    let references = FileManager.default.enumerator(atPath: model + "/refs")?.compactMap { $0 as? String } ?? []
    let commits = (try? FileManager.default.contentsOfDirectory(atPath: model + "/snapshots")) ?? []
    var isFolder: ObjCBool = false
    return commits.sorted()
      + references.sorted().filter {
        unsafe FileManager.default.fileExists(atPath: "\(model)/refs/\($0)", isDirectory: &isFolder)
          && !isFolder.boolValue
      }
  }

  private static func isCommit(_ text: String) -> Bool {
    text.utf8.count == 40 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// A commit and a line end fit; whatever is larger, or no plain file, is not what a reference holds.
  private static func content(ofSmallFile path: String) -> String? {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int, size <= 256
    else { return nil }
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension HubCache.Name {
  /// The command that fetches the model.
  var download: String { "hf download \(repository)" + (revision == "main" ? "" : " --revision \(revision)") }
}
