import Files
import Foundation
import TestSupport
import Testing

/// Listing, creating, moving and removing folders.
struct FolderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func listsNamesInByteOrder() throws {
    for name in ["é", "b", "B", "a", ".hidden", "10", "9", "日本", "e\u{301}", "🙂"] { try folder.write("", to: name) }
    #expect(
      try Folder.names(in: folder.path).map(\.string)
        == [".hidden", "10", "9", "B", "a", "b", "e\u{301}", "é", "日本", "🙂"])
    expect("\(folder("missing")): cannot be read: No such file or directory") {
      _ = try Folder.names(in: folder("missing"))
    }
  }

  @Test func createsAFolderWithItsParents() throws {
    for _ in 0..<2 { try Folder.make(folder("a/b/c")) }
    #expect(FileStatus(folder("a/b/c"))?.kind == .folder)
    try folder.link("link", to: "a")
    try Folder.make(folder("link"))
    try Folder.make(folder("link/d"))
    #expect(FileStatus(folder("a/d"))?.kind == .folder)
    try folder.write("", to: "file")
    for name in ["file", "file/below"] {
      expect("\(folder(name)): the folder cannot be made: ") { try Folder.make(folder(name)) }
    }
    try Folder.makePrivate(folder("mine/inner"))
    #expect(FileStatus(folder("mine"))?.permissions == .ownerReadWriteExecute)
  }

  @Test func createsOnlyNewFolders() throws {
    #expect(try Folder.makeNew(folder("new")))
    #expect(try !Folder.makeNew(folder("new")))
    expect("\(folder("a/b")): the folder cannot be made: No such file or directory") {
      _ = try Folder.makeNew(folder("a/b"))
    }
  }

  @Test func removesOnlyFilesAndEmptyFolders() throws {
    try folder.makeFolder("full")
    try folder.write("x", to: "full/file")
    try folder.link("link", to: "full")
    expect("\(folder("full")): cannot be removed: ") { try Folder.removeFile(folder("full")) }
    #expect(!Folder.removeIfEmpty(folder("full")))
    try Folder.removeFile(folder("link"))
    try Folder.removeFile(folder("full/file"))
    #expect(Folder.removeIfEmpty(folder("full")))
    expect("\(folder("full")): cannot be removed: No such file") { try Folder.removeFile(folder("full")) }
    #expect(try folder.names() == [])
  }

  @Test func movesAFolderWithItsContent() throws {
    try folder.makeFolder("one")
    try folder.write("x", to: "one/file")
    try Folder.move(folder("one"), to: folder("two"))
    #expect(try folder.names() == ["two"] && folder.read("two/file") == "x")
    expect("\(folder("a/b")): cannot be written: No such file") { try Folder.move(folder("two"), to: folder("a/b")) }
  }
}
