import BERT
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

/// A folder that a command writes as a whole replaces only what is surely its own, or what the user said.
struct OutputFolderTests {
  private static let command = "sentiment export"

  @Test func theSameCommandReplacesItsOwnFolder() throws {
    try withFolder { folder in
      for content in ["one", "two", "three"] {
        try write(folder, content)
        #expect(try text(folder + "/out/config.json") == content)
      }
      #expect(try names(inFolder: folder) == ["out", "source"])
      #expect(try names(inFolder: folder + "/out") == [".sentiment-output.json", "config.json", "model.safetensors"])
    }
  }

  /// What was there before, and how the sentence names it.
  @Test(arguments: [
    (["config.json", "model.safetensors"], "holds something already (config.json …)"),
    (["diary.txt"], "holds something already (diary.txt)"), ([".hidden"], "holds something already (.hidden)"),
    (["sub/config.json"], "holds something already (sub)"),
  ])
  func aFolderOfOthersIsRefused(files: [String], sentence: String) throws {
    try withFolder { folder in
      for file in files { try put("theirs", at: folder + "/out/" + file) }
      expect(sentence + "; name another folder, or replace it with --overwrite") { try write(folder) }
      for file in files { #expect(try text(folder + "/out/" + file) == "theirs") }
    }
  }

  @Test(arguments: ["evaluate", "train", "inspect"])
  func anotherCommandsFolderIsRefused(name: String) throws {
    try withFolder { folder in
      try output(folder, command: "sentiment \(name)").write { try put("theirs", at: $0 + "/config.json") }
      expect("replace it with --overwrite") { try write(folder) }
      #expect(try text(folder + "/out/config.json") == "theirs")
      try write(folder, overwrites: true)
      #expect(try text(folder + "/out/config.json") == "ours")
    }
  }

  @Test(arguments: ["config.json", "README.md", "vocab.txt"])
  func whatWasChangedSinceIsRefused(name: String) throws {
    try withFolder { folder in
      try write(folder)
      try put("changed by hand", at: folder + "/out/" + name)
      expect("out/\(name): is not as sentiment export wrote it; name another folder") { try write(folder) }
      #expect(try text(folder + "/out/" + name) == "changed by hand")
      try write(folder, overwrites: true)
      #expect(try names(inFolder: folder + "/out").contains("README.md") == false)
    }
  }

  @Test(arguments: ["notes.md", "LICENSE", ".env", "checkpoint-3/config.json", "config.json.bak", "model.onnx/data"])
  func whatIsNoFileOfAModelIsNeverRemoved(file: String) throws {
    try withFolder { folder in
      for overwrites in [false, true] {
        try write(folder, overwrites: overwrites)
        try put("mine", at: folder + "/out/" + file)
        let first = file.split(separator: "/")[0]
        expect("out/\(first): is no file of a model and would be lost; move it away") {
          try write(folder, overwrites: overwrites)
        }
        #expect(try text(folder + "/out/" + file) == "mine")
        try FileManager.default.removeItem(atPath: folder + "/out/\(first)")
      }
    }
  }

  @Test func theModelThatIsReadIsNeverReplaced() throws {
    try withFolder { folder in
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "source")
      // A view of the folder, as a snapshot is.
      try makeFolder(folder + "/view")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/view/config.json", withDestinationPath: "../source/config.json")
      for (place, source) in [
        ("source", "source"), ("link", "source"), ("source", "link"), ("./source/../source", "source"),
        ("source", "view"), ("source", "source/inner"),
      ] {
        try put("inner", at: folder + "/source/inner/config.json")
        expect("is the folder of the model that is read, or one above it; name") {
          _ = try OutputFolder(
            "\(folder)/\(place)", writtenBy: Self.command, reading: "\(folder)/\(source)", overwrites: true)
        }
        try FileManager.default.removeItem(atPath: folder + "/source/inner")
      }
      #expect(try text(folder + "/source/config.json") == "source")
    }
  }

  @Test(arguments: ["snapshots/0123", "snapshots/0123/new", "blobs", "refs/main"])
  func nothingIsWrittenIntoTheHubsCache(place: String) throws {
    try withFolder { folder in
      try put("theirs", at: folder + "/hub/models--org--name/snapshots/0123/config.json")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/cache", withDestinationPath: "hub/models--org--name")
      for path in ["hub/models--org--name/" + place, "cache/" + place] {
        expect("is in the Hugging Face cache") {
          _ = try OutputFolder(
            "\(folder)/\(path)", writtenBy: Self.command, reading: folder + "/source", overwrites: true)
        }
      }
    }
  }

  @Test func whatIsNoFolderIsRefused() throws {
    try withFolder { folder in
      try put("mine", at: folder + "/file")
      for (link, target) in [("nowhere", "missing"), ("toFile", "file")] {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
      }
      for (place, sentence) in [
        ("file", "is a file"), ("toFile", "is a file"), ("nowhere", "is a link that leads nowhere"),
      ] {
        expect("\(sentence)") {
          _ = try OutputFolder(
            "\(folder)/\(place)", writtenBy: Self.command, reading: folder + "/source", overwrites: true)
        }
      }
      #expect(try text(folder + "/file") == "mine")
    }
  }

  @Test func aLinkToAFolderStaysALink() throws {
    try withFolder { folder in
      try makeFolder(folder + "/elsewhere/model")
      try FileManager.default.createSymbolicLink(atPath: folder + "/out", withDestinationPath: "elsewhere/model")
      for _ in 0..<2 { try write(folder) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/out") == "elsewhere/model")
      #expect(try names(inFolder: folder + "/elsewhere") == ["model"])
      #expect(try text(folder + "/elsewhere/model/config.json") == "ours")
    }
  }

  /// Links and hard links in the folder go; what they lead to does not.
  @Test func whatFilesOfTheFolderLeadToIsLeft() throws {
    try withFolder { folder in
      try put("theirs", at: folder + "/theirs/config.json")
      try put("theirs", at: folder + "/theirs/vocab.txt")
      try makeFolder(folder + "/out")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/out/config.json", withDestinationPath: "../theirs/config.json")
      try FileManager.default.linkItem(atPath: folder + "/theirs/vocab.txt", toPath: folder + "/out/vocab.txt")
      try write(folder, overwrites: true)
      #expect(try text(folder + "/theirs/config.json") == "theirs" && text(folder + "/theirs/vocab.txt") == "theirs")
      #expect(try names(inFolder: folder + "/out") == [".sentiment-output.json", "config.json", "model.safetensors"])
    }
  }

  @Test func whatFailsLeavesAllAsItWas() throws {
    try withFolder { folder in
      try write(folder, "before")
      expect("out/model.safetensors: no more") {
        try output(folder).write {
          try put("half", at: $0 + "/config.json")
          throw FileError("\($0)/model.safetensors: no more")
        }
      }
      #expect(try names(inFolder: folder) == ["out", "source"])
      #expect(try text(folder + "/out/config.json") == "before")
    }
  }

  @Test func whatComesWhileItIsWrittenIsNotLost() throws {
    try withFolder { folder in
      let output = try output(folder)
      try put("mine", at: folder + "/out/diary.txt")
      expect("holds something already (diary.txt)") { try output.write { try put("ours", at: $0 + "/config.json") } }
      #expect(try names(inFolder: folder + "/out") == ["diary.txt"])
    }
  }

  @Test func aFolderThatIsBeingWrittenIsRefused() throws {
    try withFolder { folder in
      try makeFolder(folder + "/.out.unfinished")
      let theirs = try OutputMarker(locking: FilePath(folder + "/.out.unfinished"))
      try theirs.write(Self.command)
      try put("half", at: folder + "/.out.unfinished/config.json")
      for overwrites in [false, true] {
        expect("/out: is in use by another sentiment process") { try write(folder, overwrites: overwrites) }
      }
      #expect(try text(folder + "/.out.unfinished/config.json") == "half")
      withExtendedLifetime(theirs) {}
    }
  }

  @Test func aTrainingsFolderIsNotReplacedWhileItTrains() throws {
    try withFolder { folder in
      try makeFolder(folder + "/out")
      let theirs = try OutputMarker(locking: FilePath(folder + "/out"))
      expect("out: is in use by another sentiment process") { try write(folder, overwrites: true) }
      withExtendedLifetime(theirs) {}
    }
  }

  @Test(arguments: ["whole", "empty", "without a word", "half"])
  func whatACrashLeftIsRemoved(state: String) throws {
    try withFolder { folder in
      let unfinished = folder + "/.out.unfinished"
      try makeFolder(unfinished)
      if state != "empty" {
        let marker = try OutputMarker(locking: FilePath(unfinished))
        if state != "without a word" { try marker.write(Self.command) }
      }
      if state == "half" {
        for name in ["config.json", ".sentiment-0.part"] { try put("x", at: "\(unfinished)/\(name)") }
      }
      try write(folder)
      #expect(try names(inFolder: folder) == ["out", "source"])
    }
  }

  @Test(arguments: ["folder", "file", "link", "marked"])
  func whatOnlyHasTheNameOfAnUnfinishedFolderIsLeft(kind: String) throws {
    try withFolder { folder in
      let unfinished = folder + "/.out.unfinished"
      switch kind {
      case "folder": try put("mine", at: unfinished + "/config.json")
      case "marked":
        try put(#"{"command": "other", "version": "1", "files": {}}"#, at: unfinished + "/.sentiment-output.json")
      case "link": try FileManager.default.createSymbolicLink(atPath: unfinished, withDestinationPath: "source")
      default: try put("mine", at: unfinished)
      }
      expect("is there already, and no sentiment command wrote it; move it away") {
        try write(folder, overwrites: true)
      }
      #expect(FileStatus(FilePath(unfinished), followsLinks: false) != nil)
      #expect(try text(folder + "/source/config.json") == "source")
      if kind == "folder" { #expect(try text(unfinished + "/config.json") == "mine") }
    }
  }

  @Test func afterACrashBetweenTheRenamesTheOldFolderIsPutBack() throws {
    try withFolder { folder in
      try write(folder, "before")
      try FileManager.default.moveItem(atPath: folder + "/out", toPath: folder + "/.out.replaced")
      expect("stopped") { try output(folder).write { _ in throw FileError("stopped") } }
      #expect(try text(folder + "/out/config.json") == "before")
      // A crash while the old folder is removed leaves the rest of it, which the next run removes.
      try put(
        "{\"command\": \"sentiment export\", \"version\": \"1\", \"files\": {}}",
        at: folder + "/.out.replaced/.sentiment-output.json")
      try put("rest", at: folder + "/.out.replaced/vocab.txt")
      try write(folder, "after")
      #expect(try text(folder + "/out/config.json") == "after" && kind(of: folder + "/.out.replaced") == nil)
      // With both there, nobody knows which is wanted.
      try put("mine", at: folder + "/.out.replaced/config.json")
      expect(".out.replaced: is left of an earlier run; move it away, or remove it") { try write(folder) }
      #expect(try text(folder + "/.out.replaced/config.json") == "mine")
    }
  }

  @Test func aFolderOfSomeoneElseIsNotPutBack() throws {
    try withFolder { folder in
      try put("mine", at: folder + "/.out.replaced/config.json")
      expect(".out.replaced: is left of an earlier run; move it away, or remove it") { try write(folder) }
      #expect(try text(folder + "/.out.replaced/config.json") == "mine" && kind(of: folder + "/out") == nil)
    }
  }

  @Test func anEmptyFolderThatIsThereStaysTheOneItIs() throws {
    try withFolder { folder in
      try makeFolder(folder + "/out")
      let before = try FileManager.default.attributesOfItem(atPath: folder + "/out")[.systemFileNumber] as? Int
      try write(folder, "new")
      let after = try FileManager.default.attributesOfItem(atPath: folder + "/out")[.systemFileNumber] as? Int
      #expect(try before == after && text(folder + "/out/config.json") == "new")
      #expect(kind(of: folder + "/.out.unfinished") == nil)
      // It is ours now.
      try write(folder, "newer")
    }
  }

  @Test func aCopyHasTheModelsFilesWithTheirBytes() throws {
    try withFolder { folder in
      for name in ["vocab.txt", "model-00001-of-00002.safetensors", "README.md", "diary.txt"] {
        try put(name, at: folder + "/blobs/" + name)
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/source/\(name)", withDestinationPath: "../blobs/\(name)")
      }
      try makeFolder(folder + "/copy")
      try ModelFiles.copy(from: folder + "/source", to: folder + "/copy")
      let copied = try names(inFolder: folder + "/copy")
      #expect(copied == ["README.md", "config.json", "model-00001-of-00002.safetensors", "vocab.txt"])
      for name in copied {
        #expect(kind(of: "\(folder)/copy/\(name)") == .file)
        #expect(try text("\(folder)/copy/\(name)") == text("\(folder)/source/\(name)"))
      }
    }
  }

  @Test(arguments: ["README.md", "config.json", "vocab.txt"])
  func aPipeInAModelFolderIsNamedAndNotWaitedFor(name: String) throws {
    try withFolder { folder in
      let pipe = "\(folder)/source/\(name)"
      if kind(of: pipe) == .file { try FileManager.default.removeItem(atPath: pipe) }
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      expect("source/\(name): is not a regular file") {
        try output(folder).write { try ModelFiles.copy(from: folder + "/source", to: $0) }
      }
      #expect(ModelCard.license(of: folder + "/source") == nil)
      #expect(try names(inFolder: folder) == ["source"])
    }
  }

  // MARK: Helpers

  private func output(
    _ folder: String, command: String = Self.command, overwrites: Bool = false
  ) throws -> OutputFolder {
    try OutputFolder(folder + "/out", writtenBy: command, reading: folder + "/source", overwrites: overwrites)
  }

  private func write(_ folder: String, _ content: String = "ours", overwrites: Bool = false) throws {
    try output(folder, overwrites: overwrites).write {
      try put(content, at: $0 + "/config.json")
      try put(content, at: $0 + "/model.safetensors")
    }
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Lends a folder with a model in `source`.
  private func withFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder(["source/config.json": "source"]) { try body($0.path) }
  }
}
