import Files
import Foundation
import Reviews
import TestSupport
import Testing

@testable import SentimentAnalysis

/// The search for models in a cache with the layout of huggingface_hub.
struct HubCacheTests {
  private static let commit = String(repeating: "0123456789", count: 4)
  private static let other = String(repeating: "abcdef0123", count: 4)

  @Test(arguments: [
    ("org/name", Self.commit), ("org/name@main", Self.commit), ("org/name@v2", Self.other),
    ("org/name@refs/pr/1", Self.other), ("org/name@\(Self.other)", Self.other), ("alone", Self.commit),
    ("linked/model", Self.commit), ("linked/model@other", Self.commit),
  ])
  func findsTheSnapshotOfARevision(name: String, commit: String) throws {
    try withCache { root in
      let location = try ModelLocation(of: name, environment: ["HF_HUB_CACHE": root])
      #expect(location.name == name)
      #expect(location.folder.hasSuffix("/snapshots/\(commit)"))
    }
  }

  @Test func environmentNamesTheCache() {
    let cases: [([String: String], [String])] = [
      (["HF_HUB_CACHE": "/a", "HUGGINGFACE_HUB_CACHE": "/b", "HF_HOME": "/c"], ["/a"]),
      (["HUGGINGFACE_HUB_CACHE": "/b", "HF_HOME": "/c"], ["/b"]),
      (["HF_HOME": "/c", "XDG_CACHE_HOME": "/d"], ["/c/hub"]),
      (["XDG_CACHE_HOME": "/d"], ["/d/huggingface/hub"]), (["HOME": "/h"], ["/h/.cache/huggingface/hub"]),
      (["HF_HUB_CACHE": "", "HOME": "/h"], ["/h/.cache/huggingface/hub"]),
      (["HF_HOME": "~/x", "HOME": "/h"], ["/h/x/hub"]),
      (["HF_HUB_CACHE": "$BIG/${SUB}/$NONE", "BIG": "/disk", "SUB": "hub"], ["/disk/hub/$NONE"]),
      (["HF_HUB_CACHE": "/a", "TRANSFORMERS_CACHE": "/t"], ["/a", "/t"]),
      (["HF_HUB_CACHE": "/a", "TRANSFORMERS_CACHE": "/a"], ["/a"]),
    ]
    for (environment, roots) in cases {
      #expect(HubCache(environment: environment).roots.map(\.string) == roots, "\(environment)")
    }
  }

  /// A name does not depend on the content of the current folder.
  @Test(arguments: ["default", "org/name", "alone"])
  func aNameNeverRefersToAFolder(name: String) throws {
    try withCache { root in
      let folder = FileManager.default.currentDirectoryPath
      let place = name == "default" ? nil : folder + "/" + name
      defer { if let place { try? FileManager.default.removeItem(atPath: place) } }
      if let place {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(filePath: place + "/config.json"))
      }
      let location = try ModelLocation(of: name, environment: ["HF_HUB_CACHE": root])
      #expect(location.folder.hasPrefix(name == "default" ? "/" : root) && !location.folder.hasPrefix(place ?? "?"))
    }
  }

  @Test(arguments: [
    ("./m", true), ("../m", true), ("/m", true), ("~/m", true), ("~", true), (".", true), ("..", true), ("m", false),
    ("org/m", false), (".hidden", false), ("...", false), ("default", false), ("C:/m", false), ("m/../x", false),
    ("", false), ("/", true),
  ])
  func pathsBeginWithADotASlashOrATilde(name: String, isPath: Bool) { #expect(ModelName.isPath(name) == isPath) }

  @Test func aPathNamesAFolder() throws {
    try withCache { root in
      let folder = "\(root)/models--org--name/snapshots/\(Self.commit)"
      let location = try ModelLocation(of: folder, environment: ["HF_HUB_CACHE": root])
      #expect(location.name == Self.commit)
    }
  }

  @Test func onlyNamesOnTheHubHaveARevision() throws {
    try withCache { root in
      let environment = ["HF_HUB_CACHE": root]
      #expect(try ModelLocation(of: "org/name@v2", environment: environment).repository == "org/name")
      let folder = root + "/mine@home"
      try FileManager.default.copyItem(
        atPath: "\(root)/models--org--name/snapshots/\(Self.commit)", toPath: folder)
      let location = try ModelLocation(of: folder, environment: environment)
      #expect(location.name == "mine@home" && location.repository == "mine@home")
    }
  }

  @Test func environmentMayNameAModelOnTheHub() throws {
    try withCache { root in
      let environment = ["HF_HUB_CACHE": root, "SENTIMENT_MODEL": "org/name@v2"]
      let location = try ModelLocation(of: nil, environment: environment)
      #expect(location.name == "org/name@v2" && location.folder.hasSuffix(Self.other))
      #expect(try ModelLocation(of: "alone", environment: environment).name == "alone", "the argument goes before it")
    }
  }

  @Test(arguments: [
    (
      "org/absent",
      "the model org/absent is not in the Hugging Face cache (ROOT); to download it: hf download org/absent"
    ),
    (
      "org/name@v9",
      "ROOT/models--org--name has no revision v9, only \(Self.commit), \(Self.other), main, refs/pr/1, v2; name one of these "
        + "as org/name@REVISION, or download it: hf download org/name --revision v9"
    ),
    (
      "bad/reference",
      "ROOT/models--bad--reference/refs/main does not contain a commit; download the model again: hf download"
    ),
    (
      "huge/reference",
      "ROOT/models--huge--reference/refs/main does not contain a commit; download the model again: hf download"
    ),
    (
      "folder/reference", "ROOT/models--folder--reference/refs/main does not contain a commit; download the model again"
    ),
    (
      "half/fetched", "ROOT/models--half--fetched/snapshots/\(Self.commit) has no config.json; download the model again"
    ),
    ("org/name@../../x", "org/name@../../x is not a model's name; a name is org/name[@revision], a path begins with"),
    ("../name", "no model at ../name: the folder does not exist; name a folder with config.json"),
    ("org/name@", "org/name@ is not a model's name; a name is org/name[@revision], a path begins with ./, ../, / or ~"),
    ("/", "no model at /: the folder has no config.json; name a folder"),
    ("a/b/c", "a/b/c is not a model's name; a name is org/name[@revision], a path begins with ./, ../, / or ~"),
    ("~/no/such", "no model at ~/no/such: the folder does not exist; name a folder with config.json"),
    (".", "no model at .: the folder has no config.json; name a folder"),
  ])
  func errorsNameTheProblemAndTheNextStep(name: String, expected: String) throws {
    try withCache { root in
      let error = #expect(throws: ModelError.self) { try ModelLocation(of: name, environment: ["HF_HUB_CACHE": root]) }
      let description = error?.description.replacing(root, with: "ROOT") ?? ""
      #expect(description.hasPrefix(expected), "\(description)")
    }
  }

  private func withCache(_ body: (String) throws -> Void) throws {
    let (first, second) = (Self.commit, Self.other)
    let files = [
      "models--org--name/snapshots/\(first)/config.json": "{}",
      "models--org--name/snapshots/\(second)/config.json": "{}",
      "models--org--name/refs/main": first,
      "models--org--name/refs/v2": second + "\n",
      "models--org--name/refs/refs/pr/1": second,
      "models--alone/snapshots/\(first)/config.json": "{}",
      "models--alone/refs/main": first,
      "models--linked--model/blobs/a1": "{}",
      "models--linked--model/refs/main": first,
      "models--huge--reference/refs/main": String(repeating: first, count: 100),
      "models--folder--reference/refs/main/inside": first,
      "models--bad--reference/refs/main": "../../../../etc",
      "models--half--fetched/refs/main": first,
    ]
    try withTemporaryFolder(files) { root in
      try root.makeFolder("models--linked--model/snapshots/\(first)")
      try root.link("models--linked--model/snapshots/\(first)/config.json", to: "../../blobs/a1")
      try root.link("models--linked--model/refs/other", to: "main")
      try root.makeFolder("models--half--fetched/snapshots/\(first)")
      try body(root.path)
    }
  }
}
