import BERT
import Foundation
import TestSupport
import Testing

/// Writing a file touches what is at its path, and nothing else.
struct WholeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["file", "nowhere", "folder", "/dev/null"])
  func aLinkIsNotFollowedUnlessAskedFor(target: String) throws {
    try folder.write("theirs".utf8, to: "file")
    try makeFolder(folder.path + "/folder")
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    expect("\(link): is a link; remove it, or name the file that it leads to") {
      try writeWhole(Array("ours".utf8), path: link)
    }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try readWhole(path: folder.path + "/file") == Array("theirs".utf8))
    #expect(try names() == ["file", "folder", "link"])
  }

  @Test func aLinkThatIsFollowedStaysAndItsFileIsReplaced() throws {
    try folder.write("theirs".utf8, to: "file")
    for (link, target) in [("one", "file"), ("two", folder.path + "/file"), ("three", "two")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + link, withDestinationPath: target)
      try writeWhole(Array(link.utf8), path: folder.path + "/" + link, special: .followed)
      #expect(try readWhole(path: folder.path + "/file") == Array(link.utf8))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/" + link) == target)
    }
    let nowhere = folder.path + "/nowhere"
    try FileManager.default.createSymbolicLink(atPath: nowhere, withDestinationPath: "missing")
    expect("\(nowhere): is a link that leads nowhere") {
      try writeWhole([1], path: nowhere, special: .followed)
    }
    #expect(try names() == ["file", "nowhere", "one", "three", "two"])
  }

  @Test func aPipeIsWrittenToOnlyIfAskedFor() throws {
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    expect("\(pipe): is no regular file") { try writeWhole([1], path: pipe) }
    expect("is no regular file") { try writeWhole([1], path: "/dev/null") }
    try writeWhole([1], path: "/dev/null", special: .followed)
    expect("cannot be written: Is a directory") { try writeWhole([1], path: folder.path, special: .followed) }
    #expect(try names() == ["pipe"])
  }

  @Test(arguments: [0o600, 0o640, 0o755] as [mode_t])
  func aFileThatIsReplacedKeepsItsPermissions(mode: mode_t) throws {
    let path = try folder.write("old".utf8, to: "file")
    #expect(unsafe chmod(path, mode) == 0)
    try writeWhole(Array("new".utf8), path: path)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    #expect(status.st_mode & 0o7777 == mode)
    #expect(try readWhole(path: path) == Array("new".utf8))
  }

  /// Hard links, as copies of a cache may be.
  @Test func otherNamesOfAFileKeepTheirContent() throws {
    let path = try folder.write("old".utf8, to: "file")
    try FileManager.default.linkItem(atPath: path, toPath: folder.path + "/other")
    try writeWhole(Array("new".utf8), path: path)
    #expect(try readWhole(path: folder.path + "/other") == Array("old".utf8))
  }

  @Test func whatFailsLeavesTheFileAndNothingElse() throws {
    let path = try folder.write("old".utf8, to: "file")
    expect("no more") {
      try writeWhole(path: path) { write throws(CheckpointError) in
        try write([1, 2, 3])
        // What is written so far is in one hidden file, whose name nobody can foresee.
        let beside = (try? names()) ?? []
        #expect(beside.count == 2 && isTemporaryName(beside[0]), "\(beside)")
        throw CheckpointError("no more")
      }
    }
    #expect(try names() == ["file"] && readWhole(path: path) == Array("old".utf8))
  }

  @Test func onlyRegularFilesAreCopied() throws {
    let (pipe, copy) = (folder.path + "/pipe", folder.path + "/copy")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    try makeFolder(folder.path + "/folder")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/nowhere", withDestinationPath: "missing")
    for name in ["pipe", "folder", "nowhere"] {
      expect("\(folder.path)/\(name): ") { try copyWhole(from: folder.path + "/" + name, to: copy) }
    }
    #expect(try !copyWhole(from: folder.path + "/missing", to: copy))
    let source = try folder.write((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }, to: "source")
    expect("3000000 bytes, more than the 2999999") { try copyWhole(from: source, to: copy, atMost: 2_999_999) }
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: source)
    #expect(try copyWhole(from: folder.path + "/link", to: copy, atMost: 3_000_000))
    #expect(try readWhole(path: copy) == readWhole(path: source))
  }

  @Test func linksAreFollowedInPathsOfWhatIsNotThereYet() throws {
    let real = realPath(folder.path)
    try makeFolder(folder.path + "/a/b")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "a/b")
    for (path, expected) in [
      ("link", "a/b"), ("link/new/file", "a/b/new/file"), ("link/..", "a"), ("a/./b/", "a/b"), ("new/one", "new/one"),
    ] { #expect(realPath("\(folder.path)/\(path)") == "\(real)/\(expected)", "\(path)") }
    #expect(realPath("/") == "/" && realPath("/sentiment-none/x") == "/sentiment-none/x")
  }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
}
