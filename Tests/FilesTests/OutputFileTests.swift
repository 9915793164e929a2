import Foundation
import TestSupport
import Testing

@testable import Files

/// Writing a file changes only the file at its path.
struct OutputFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test(arguments: ["file", "nowhere", "folder", "/dev/null"])
  func rejectsLinksByDefault(target: String) throws {
    try folder.write("theirs", to: "file")
    try folder.makeFolder("folder")
    let link = try folder.link("link", to: target)
    expect("\(link): is a link; remove it, or name its target") {
      try OutputFile.write(Array("ours".utf8), to: link)
    }
    #expect(try folder.target(ofLink: "link") == target)
    #expect(try folder.read("file") == "theirs")
    #expect(try folder.names() == ["file", "folder", "link"])
  }

  @Test func replacesTheTargetOfAFollowedLink() throws {
    try folder.write("theirs", to: "file")
    for (link, target) in [("one", "file"), ("two", folder("file").string), ("three", "two")] {
      try OutputFile.write(Array(link.utf8), to: folder.link(link, to: target), special: .followed)
      #expect(try folder.read("file") == link)
      #expect(try folder.target(ofLink: link) == target)
    }
    let nowhere = try folder.link("nowhere", to: "missing")
    expect("\(nowhere): is a broken link") {
      try OutputFile.write([1], to: nowhere, special: .followed)
    }
    #expect(try folder.names() == ["file", "nowhere", "one", "three", "two"])
  }

  @Test func rejectsPipesAndDevicesByDefault() throws {
    let pipe = try folder.makePipe("pipe")
    expect("\(pipe): is not a regular file") { try OutputFile.write([1], to: pipe) }
    expect("is not a regular file") { try OutputFile.write([1], to: "/dev/null") }
    try OutputFile.write([1], to: "/dev/null", special: .followed)
    expect("cannot be written: Is a directory") {
      try OutputFile.write([1], to: folder.path, special: .followed)
    }
    #expect(try folder.names() == ["pipe"])
  }

  @Test(arguments: [0o600, 0o640, 0o755] as [mode_t])
  func aReplacedFileKeepsItsPermissions(mode: mode_t) throws {
    let path = try folder.write("old", to: "file")
    #expect(unsafe chmod(path.string, mode) == 0)
    try OutputFile.write(Array("new".utf8), to: path)
    #expect(FileStatus(path)?.permissions.rawValue == mode)
    #expect(try folder.read("file") == "new")
  }

  @Test(arguments: [0o600, 0o755] as [mode_t])
  func aNewFileHasTheGivenPermissions(mode: mode_t) throws {
    try OutputFile.write([1], to: folder("file"), permissions: FilePermissions(rawValue: mode))
    #expect(FileStatus(folder("file"))?.permissions.rawValue == mode)
  }

  /// Only the superuser can give a file another owner; for others, the owner here is their own.
  @Test func aReplacedFileKeepsItsOwnerAndGroup() throws {
    let path = try folder.write("old", to: "file")
    let (owner, group) = geteuid() == 0 ? (12345, 23456) : (geteuid(), getegid())
    #expect(unsafe chown(path.string, owner, group) == 0 && chmod(path.string, 0o640) == 0)
    try OutputFile.write(Array("new".utf8), to: path)
    let status = try #require(FileStatus(path))
    #expect(status.owner == owner && status.group == group && status.permissions.rawValue == 0o640)
  }

  @Test(
    arguments: [
      (0o660, true, 0o660), (0o660, false, 0o600), (0o664, false, 0o644), (0o4755, true, 0o755),
      (0o2775, false, 0o755),
      (0o1777, true, 0o777), (0o640, false, 0o600),
    ] as [(mode_t, Bool, mode_t)])
  func noOneMayDoMoreWithAReplacedFile(mode: mode_t, keepsGroup: Bool, expected: mode_t) {
    #expect(FilePermissions(rawValue: mode).kept(keepsGroup: keepsGroup).rawValue == expected)
  }

  @Test func aReplacedFileLendsNobodyItsOwnersRights() throws {
    let path = try folder.write("old", to: "file")
    #expect(unsafe chmod(path.string, 0o6755) == 0)
    try OutputFile.write(Array("new".utf8), to: path)
    #expect(FileStatus(path)?.permissions.rawValue == 0o755)
  }

  @Test func removesTheTemporaryFilesOfKilledProcesses() throws {
    for name in [".sentiment-1f.part", ".sentiment-ffffffffffffffff.part", ".sentiment-2.part"] {
      try folder.write("half a review", to: name)
    }
    let others = [
      ".sentiment-.part", ".sentiment-1g.part", ".sentiment-11111111111111111.part",
      ".sentiment-1f.part.txt",
      "file.42.part", "sentiment-1f.part",
    ]
    for name in others { try folder.write("theirs", to: name) }
    try folder.link(".sentiment-3.part", to: "file.42.part")
    try folder.makeFolder(".sentiment-4.part")
    _ = try folder.makePipe(".sentiment-5.part")
    // A running process holds the lock.
    let running = unsafe open(folder(".sentiment-2.part").string, O_RDONLY)
    #expect(running >= 0 && flock(running, LOCK_EX | LOCK_NB) == 0)
    try OutputFile.write([1], to: folder("file"))
    let kept = others + ["file"] + (2...5).map { ".sentiment-\($0).part" }
    #expect(try folder.names() == kept.sorted())
    #expect(close(running) == 0)
    try OutputFile.write([1], to: folder("file"))
    #expect(try !folder.names().contains(".sentiment-2.part"))
  }

  /// Copies in a cache may be hard links.
  @Test func otherHardLinksKeepTheirContent() throws {
    let path = try folder.write("old", to: "file")
    try FileManager.default.linkItem(atPath: path.string, toPath: folder("other").string)
    try OutputFile.write(Array("new".utf8), to: path)
    #expect(try folder.read("other") == "old")
  }

  @Test func aFailedWriteLeavesOnlyTheOldFile() throws {
    let path = try folder.write("old", to: "file")
    expect("no more") {
      try OutputFile.write(to: path) { write in
        try write([1, 2, 3])
        // The written pieces are in one hidden file with a random name.
        let beside = try folder.names()
        #expect(beside.count == 2 && OutputFile.isTemporaryName(beside[0]), "\(beside)")
        throw FileError("no more")
      }
    }
    #expect(try folder.names() == ["file"] && folder.read("file") == "old")
  }

  @Test func copiesOnlyRegularFiles() throws {
    let copy = folder("copy")
    _ = try folder.makePipe("pipe")
    try folder.makeFolder("folder")
    try folder.link("nowhere", to: "missing")
    for name in ["pipe", "folder", "nowhere"] {
      expect("\(folder(name)): ") { try OutputFile.copy(folder(name), to: copy) }
    }
    #expect(try !OutputFile.copy(folder("missing"), to: copy))
    // More than one piece.
    let source = try folder.write(
      String(repeating: "0123456789abcde", count: 200_000), to: "source")
    expect("3000000 bytes; the limit for such a file is 2999999") {
      try OutputFile.copy(source, to: copy, atMost: 2_999_999)
    }
    #expect(
      try OutputFile.copy(folder.link("link", to: source.string), to: copy, atMost: 3_000_000))
    #expect(try folder.read("copy") == folder.read("source"))
  }

  @Test func resolvesLinksInPathsThatDoNotExistYet() throws {
    try folder.makeFolder("a/b")
    try folder.link("link", to: "a/b")
    for (path, expected) in [
      ("link", "a/b"), ("link/new/file", "a/b/new/file"), ("link/..", "a"), ("a/./b/", "a/b"),
      ("new/one", "new/one"),
    ] { #expect(folder(path).withoutLinks == folder(expected), "\(path)") }
    let missing: FilePath = "/sentiment-none/x"
    #expect(FilePath("/").withoutLinks == "/" && missing.withoutLinks == missing)
  }
}
