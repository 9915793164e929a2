import SentimentAnalysis
import TestSupport
import Testing

/// The model folders that a command may write into.
struct SnapshotTests {
  @Test func onlyTheUsersFoldersAreWritable() throws {
    let folder = try TemporaryFolder()
    let snapshot = "hub/models--org--name/snapshots/0"
    for name in [snapshot, "default", "models--mine", "snapshots/0"] {
      try folder.write("{}", to: name + "/config.json")
    }
    try folder.write("{}", to: "linked/real.json")
    for (link, target) in [
      ("linked/config.json", "real.json"), ("toSnapshot", folder(snapshot)), ("toFolder", "default"),
      ("toHub", "hub"),
    ] { try folder.link(link, to: target) }
    for (path, expected) in [
      ("default", nil), ("toFolder", nil), ("models--mine", nil), ("snapshots/0", nil), ("linked", "but a link to one"),
      ("toSnapshot", "is in the Hugging Face cache"),
      ("toHub/models--org--name/snapshots/0", "is in the Hugging Face cache"),
      ("hub/models--org--name/snapshots/0", "is in the Hugging Face cache"),
    ] {
      let reason = try ModelLocation(of: folder(path)).reasonNotToWrite
      #expect(
        reason == nil ? expected == nil : reason?.contains(expected ?? "no reason") == true, "\(path): \(reason ?? "")")
    }
  }

  @Test(arguments: [
    ("/h/models--a--b/snapshots/0/config.json", true), ("/h/models--a--b/blobs", true),
    ("/h/models--a--b/refs/main", true),
    ("/h/datasets--a--b/snapshots", true), ("/h/models--a--b", false), ("/h/models/snapshots/0", false),
    ("/h/my-models--a/blobs", false), ("models--a--b/snapshots/0", true), ("/", false), ("", false),
  ])
  func recognisesPathsInTheCache(path: String, isIn: Bool) { #expect(isInHubCache(path) == isIn) }
}
