import BERT
import Foundation
import SentimentAnalysis
import Testing

/// Which model folders a command may write into.
struct SnapshotTests {
  @Test func onlyAFolderOfTheUsersMayBeWrittenInto() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let snapshot = folder + "/hub/models--org--name/snapshots/0"
    for path in [snapshot, folder + "/default", folder + "/models--mine", folder + "/snapshots/0"] {
      try makeFolder(path)
      try writeWhole(Array("{}".utf8), path: path + "/config.json")
    }
    try makeFolder(folder + "/linked")
    try writeWhole(Array("{}".utf8), path: folder + "/linked/real.json")
    for (link, target) in [
      ("linked/config.json", "real.json"), ("toSnapshot", snapshot), ("toFolder", "default"),
      ("toHub", "hub"),
    ] { try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target) }
    for (path, expected) in [
      ("default", nil), ("toFolder", nil), ("models--mine", nil), ("snapshots/0", nil), ("linked", "but a link to one"),
      ("toSnapshot", "is in the Hugging Face cache"),
      ("toHub/models--org--name/snapshots/0", "is in the Hugging Face cache"),
      ("hub/models--org--name/snapshots/0", "is in the Hugging Face cache"),
    ] {
      let reason = try ModelLocation(of: "\(folder)/\(path)").reasonNotToWrite
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
  func aPathInTheCacheIsKnownByItsFolders(path: String, isIn: Bool) { #expect(isInHubCache(path) == isIn) }
}
