import BERT
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

/// After failures, crashes and concurrent writes, an output folder is the previous one or the new one.
struct OutputFolderRecoveryTests {
  @Test func keepsThePreviousFolderAfterAFailure() throws {
    try OutputFixture.withFolder { folder in
      try OutputFixture.write(folder, "before")
      expect("out/model.safetensors: no more") {
        try OutputFixture.output(folder).write {
          try put("half", at: $0 + "/config.json")
          throw FileError("\($0)/model.safetensors: no more")
        }
      }
      #expect(try names(inFolder: folder) == ["out", "source"])
      #expect(try text(folder + "/out/config.json") == "before")
    }
  }

  @Test func keepsFilesThatAppearWhileWriting() throws {
    try OutputFixture.withFolder { folder in
      let output = try OutputFixture.output(folder)
      try put("mine", at: folder + "/out/diary.txt")
      expect("is not empty (diary.txt)") { try output.write { try put("ours", at: $0 + "/config.json") } }
      #expect(try names(inFolder: folder + "/out") == ["diary.txt"])
    }
  }

  @Test func rejectsAFolderThatIsBeingWritten() throws {
    try OutputFixture.withFolder { folder in
      try makeFolder(folder + "/.out.unfinished")
      let theirs = try OutputMarker(locking: FilePath(folder + "/.out.unfinished"))
      try theirs.write(OutputFixture.command)
      try put("half", at: folder + "/.out.unfinished/config.json")
      for overwrites in [false, true] {
        expect("/out: is in use by another sentiment process") {
          try OutputFixture.write(folder, overwrites: overwrites)
        }
      }
      #expect(try text(folder + "/.out.unfinished/config.json") == "half")
      withExtendedLifetime(theirs) {}
    }
  }

  @Test func rejectsTheFolderOfARunningTraining() throws {
    try OutputFixture.withFolder { folder in
      try makeFolder(folder + "/out")
      let theirs = try OutputMarker(locking: FilePath(folder + "/out"))
      expect("out: is in use by another sentiment process") { try OutputFixture.write(folder, overwrites: true) }
      withExtendedLifetime(theirs) {}
    }
  }

  @Test(arguments: ["whole", "empty", "without a word", "half"])
  func removesTheUnfinishedFolderOfACrash(state: String) throws {
    try OutputFixture.withFolder { folder in
      let unfinished = folder + "/.out.unfinished"
      try makeFolder(unfinished)
      if state != "empty" {
        let marker = try OutputMarker(locking: FilePath(unfinished))
        if state != "without a word" { try marker.write(OutputFixture.command) }
      }
      if state == "half" {
        for name in ["config.json", ".sentiment-0.part"] { try put("x", at: "\(unfinished)/\(name)") }
      }
      try OutputFixture.write(folder)
      #expect(try names(inFolder: folder) == ["out", "source"])
    }
  }

  @Test(arguments: ["folder", "file", "link", "marked"])
  func keepsForeignEntriesNamedLikeAnUnfinishedFolder(kind: String) throws {
    try OutputFixture.withFolder { folder in
      let unfinished = folder + "/.out.unfinished"
      switch kind {
      case "folder": try put("mine", at: unfinished + "/config.json")
      case "marked":
        try put(#"{"command": "other", "version": "1", "files": {}}"#, at: unfinished + "/.sentiment-output.json")
      case "link": try FileManager.default.createSymbolicLink(atPath: unfinished, withDestinationPath: "source")
      default: try put("mine", at: unfinished)
      }
      expect("exists, but no sentiment command wrote it; move it away") {
        try OutputFixture.write(folder, overwrites: true)
      }
      #expect(FileStatus(FilePath(unfinished), followsLinks: false) != nil)
      #expect(try text(folder + "/source/config.json") == "source")
      if kind == "folder" { #expect(try text(unfinished + "/config.json") == "mine") }
    }
  }

  @Test func restoresThePreviousFolderAfterACrashBetweenRenames() throws {
    try OutputFixture.withFolder { folder in
      try OutputFixture.write(folder, "before")
      try FileManager.default.moveItem(atPath: folder + "/out", toPath: folder + "/.out.replaced")
      expect("stopped") { try OutputFixture.output(folder).write { _ in throw FileError("stopped") } }
      #expect(try text(folder + "/out/config.json") == "before")
      // If a crash interrupts the removal of the old folder, the next run removes the rest.
      try put(
        "{\"command\": \"sentiment export\", \"version\": \"1\", \"files\": {}}",
        at: folder + "/.out.replaced/.sentiment-output.json")
      try put("rest", at: folder + "/.out.replaced/vocab.txt")
      try OutputFixture.write(folder, "after")
      #expect(try text(folder + "/out/config.json") == "after" && kind(of: folder + "/.out.replaced") == nil)
      // If both folders exist, the user must decide.
      try put("mine", at: folder + "/.out.replaced/config.json")
      expect(".out.replaced: remains from an earlier run; move it away, or remove it") {
        try OutputFixture.write(folder)
      }
      #expect(try text(folder + "/.out.replaced/config.json") == "mine")
    }
  }

  @Test func doesNotRestoreAForeignFolder() throws {
    try OutputFixture.withFolder { folder in
      try put("mine", at: folder + "/.out.replaced/config.json")
      expect(".out.replaced: remains from an earlier run; move it away, or remove it") {
        try OutputFixture.write(folder)
      }
      #expect(try text(folder + "/.out.replaced/config.json") == "mine" && kind(of: folder + "/out") == nil)
    }
  }
}
