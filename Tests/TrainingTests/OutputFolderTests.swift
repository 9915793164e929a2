import BERT
import Foundation
import TestSupport
import Testing

@testable import Training

/// An output folder replaces only folders that its own command wrote, or that the user allows to replace.
struct OutputFolderTests {
  @Test func replacesAFolderOfTheSameCommand() throws {
    try OutputFixture.withFolder { folder in
      for content in ["one", "two", "three"] {
        try OutputFixture.write(folder, content)
        #expect(try text(folder + "/out/config.json") == content)
      }
      #expect(try names(inFolder: folder) == ["out", "source"])
      #expect(try names(inFolder: folder + "/out") == [".sentiment-output.json", "config.json", "model.safetensors"])
    }
  }

  /// The existing files, and the message.
  @Test(arguments: [
    (["config.json", "model.safetensors"], "is not empty (config.json …)"),
    (["diary.txt"], "is not empty (diary.txt)"), ([".hidden"], "is not empty (.hidden)"),
    (["sub/config.json"], "is not empty (sub)"),
  ])
  func rejectsANonEmptyFolder(files: [String], sentence: String) throws {
    try OutputFixture.withFolder { folder in
      for file in files { try put("theirs", at: folder + "/out/" + file) }
      expect(sentence + "; name another folder, or replace it with --overwrite") { try OutputFixture.write(folder) }
      for file in files { #expect(try text(folder + "/out/" + file) == "theirs") }
    }
  }

  @Test(arguments: ["evaluate", "train", "inspect"])
  func rejectsTheFolderOfAnotherCommand(name: String) throws {
    try OutputFixture.withFolder { folder in
      try OutputFixture.output(folder, command: "sentiment \(name)").write {
        try put("theirs", at: $0 + "/config.json")
      }
      expect("replace it with --overwrite") { try OutputFixture.write(folder) }
      #expect(try text(folder + "/out/config.json") == "theirs")
      try OutputFixture.write(folder, overwrites: true)
      #expect(try text(folder + "/out/config.json") == "ours")
    }
  }

  @Test(arguments: ["config.json", "README.md", "vocab.txt"])
  func rejectsFilesChangedSinceTheyWereWritten(name: String) throws {
    try OutputFixture.withFolder { folder in
      try OutputFixture.write(folder)
      try put("changed by hand", at: folder + "/out/" + name)
      expect("out/\(name): was changed since sentiment export wrote it; name another folder") {
        try OutputFixture.write(folder)
      }
      #expect(try text(folder + "/out/" + name) == "changed by hand")
      try OutputFixture.write(folder, overwrites: true)
      #expect(try names(inFolder: folder + "/out").contains("README.md") == false)
    }
  }

  @Test(arguments: ["notes.md", "LICENSE", ".env", "checkpoint-3/config.json", "config.json.bak", "model.onnx/data"])
  func neverRemovesFilesThatAreNotModelFiles(file: String) throws {
    try OutputFixture.withFolder { folder in
      for overwrites in [false, true] {
        try OutputFixture.write(folder, overwrites: overwrites)
        try put("mine", at: folder + "/out/" + file)
        let first = file.split(separator: "/")[0]
        expect("out/\(first): is not a model file and would be lost; move it away") {
          try OutputFixture.write(folder, overwrites: overwrites)
        }
        #expect(try text(folder + "/out/" + file) == "mine")
        try FileManager.default.removeItem(atPath: folder + "/out/\(first)")
      }
    }
  }

  @Test func neverReplacesTheSourceModel() throws {
    try OutputFixture.withFolder { folder in
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "source")
      // A folder of links to the files, like a snapshot in the Hugging Face cache.
      try makeFolder(folder + "/view")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/view/config.json", withDestinationPath: "../source/config.json")
      for (place, source) in [
        ("source", "source"), ("link", "source"), ("source", "link"), ("./source/../source", "source"),
        ("source", "view"), ("source", "source/inner"),
      ] {
        try put("inner", at: folder + "/source/inner/config.json")
        expect("contains the model that is read; name") {
          _ = try OutputFolder(
            "\(folder)/\(place)", writtenBy: OutputFixture.command, reading: "\(folder)/\(source)", overwrites: true)
        }
        try FileManager.default.removeItem(atPath: folder + "/source/inner")
      }
      #expect(try text(folder + "/source/config.json") == "source")
    }
  }

  @Test(arguments: ["snapshots/0123", "snapshots/0123/new", "blobs", "refs/main"])
  func neverWritesIntoTheHubCache(place: String) throws {
    try OutputFixture.withFolder { folder in
      try put("theirs", at: folder + "/hub/models--org--name/snapshots/0123/config.json")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/cache", withDestinationPath: "hub/models--org--name")
      for path in ["hub/models--org--name/" + place, "cache/" + place] {
        expect("is in the Hugging Face cache") {
          _ = try OutputFolder(
            "\(folder)/\(path)", writtenBy: OutputFixture.command, reading: folder + "/source", overwrites: true)
        }
      }
    }
  }

  @Test func rejectsFilesAndBrokenLinks() throws {
    try OutputFixture.withFolder { folder in
      try put("mine", at: folder + "/file")
      for (link, target) in [("nowhere", "missing"), ("toFile", "file")] {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
      }
      for (place, sentence) in [
        ("file", "is a file"), ("toFile", "is a file"), ("nowhere", "is a broken link"),
      ] {
        expect("\(sentence)") {
          _ = try OutputFolder(
            "\(folder)/\(place)", writtenBy: OutputFixture.command, reading: folder + "/source", overwrites: true)
        }
      }
      #expect(try text(folder + "/file") == "mine")
    }
  }

  @Test func keepsALinkToAFolder() throws {
    try OutputFixture.withFolder { folder in
      try makeFolder(folder + "/elsewhere/model")
      try FileManager.default.createSymbolicLink(atPath: folder + "/out", withDestinationPath: "elsewhere/model")
      for _ in 0..<2 { try OutputFixture.write(folder) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/out") == "elsewhere/model")
      #expect(try names(inFolder: folder + "/elsewhere") == ["model"])
      #expect(try text(folder + "/elsewhere/model/config.json") == "ours")
    }
  }

  /// Links and hard links in the folder are removed, but not their targets.
  @Test func keepsTheTargetsOfLinks() throws {
    try OutputFixture.withFolder { folder in
      try put("theirs", at: folder + "/theirs/config.json")
      try put("theirs", at: folder + "/theirs/vocab.txt")
      try makeFolder(folder + "/out")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/out/config.json", withDestinationPath: "../theirs/config.json")
      try FileManager.default.linkItem(atPath: folder + "/theirs/vocab.txt", toPath: folder + "/out/vocab.txt")
      try OutputFixture.write(folder, overwrites: true)
      #expect(try text(folder + "/theirs/config.json") == "theirs" && text(folder + "/theirs/vocab.txt") == "theirs")
      #expect(try names(inFolder: folder + "/out") == [".sentiment-output.json", "config.json", "model.safetensors"])
    }
  }

  @Test func fillsAnExistingEmptyFolder() throws {
    try OutputFixture.withFolder { folder in
      try makeFolder(folder + "/out")
      let before = try FileManager.default.attributesOfItem(atPath: folder + "/out")[.systemFileNumber] as? Int
      try OutputFixture.write(folder, "new")
      let after = try FileManager.default.attributesOfItem(atPath: folder + "/out")[.systemFileNumber] as? Int
      #expect(try before == after && text(folder + "/out/config.json") == "new")
      #expect(kind(of: folder + "/.out.unfinished") == nil)
      // The folder now belongs to the command.
      try OutputFixture.write(folder, "newer")
    }
  }
}

/// Folders for the tests of `OutputFolder`: `source` contains a model, `out` is the output.
enum OutputFixture {
  static let command = "sentiment export"

  static func output(
    _ folder: String, command: String = Self.command, overwrites: Bool = false
  ) throws -> OutputFolder {
    try OutputFolder(folder + "/out", writtenBy: command, reading: folder + "/source", overwrites: overwrites)
  }

  static func write(_ folder: String, _ content: String = "ours", overwrites: Bool = false) throws {
    try output(folder, overwrites: overwrites).write {
      try put(content, at: $0 + "/config.json")
      try put(content, at: $0 + "/model.safetensors")
    }
  }

  /// Calls `body` with a temporary folder that contains a model in `source`.
  static func withFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder(["source/config.json": "source"]) { try body($0.path) }
  }
}
