import Files
import Foundation
import TestSupport
import Testing

/// A file is read whole or rejected, and opening never waits for a pipe.
struct InputFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func readsAFileUpToTheLimit() throws {
    let path = try folder.write("twelve bytes", to: "file")
    #expect(try InputFile.bytes(of: path, atMost: 12) == Array("twelve bytes".utf8))
    expect("\(path): has 12 bytes; the limit for such a file is 11") {
      _ = try InputFile.bytes(of: path, atMost: 11)
    }
    #expect(try InputFile(path).bytes(3..<6) == Array("lve".utf8))
  }

  /// A system file reports a size of 0.
  @Test func readsAFileWithoutSizeUpToTheLimit() throws {
    #expect(try InputFile.bytes(of: "/proc/self/statm", atMost: 1 << 12).last == UInt8(ascii: "\n"))
    expect("the limit for such a file is 3") { _ = try InputFile.bytes(of: "/proc/self/statm", atMost: 3) }
  }

  @Test func rejectsPipesAndFoldersWithoutWaiting() throws {
    let pipe = try folder.makePipe("pipe")
    expect("\(pipe): is not a regular file; put the file itself there") { _ = try InputFile(pipe) }
    expect("/dev/zero: is not a regular file") { _ = try InputFile("/dev/zero") }
    expect("\(folder.path): is not a regular file") { _ = try InputFile(folder.path) }
    expect("\(folder.path): cannot be read: Is a directory") { _ = try InputFile.bytes(ofStream: folder.path) }
  }

  @Test func aMissingFileIsNilOrAnError() throws {
    let path = try folder.write("x", to: "file").appending("below")
    for missing in [folder("missing"), folder("missing/below"), path, folder(String(repeating: "x", count: 300))] {
      #expect(try InputFile.ifPresent(missing) == nil)
      expect("\(missing): cannot be read: ") { _ = try InputFile(missing) }
    }
  }

  @Test func followsLinksAndRejectsBrokenOnes() throws {
    try folder.write("content", to: "file")
    #expect(try InputFile.ifPresent(folder.link("link", to: "file"))?.bytes(atMost: 7) == Array("content".utf8))
    let nowhere = try folder.link("nowhere", to: "missing")
    expect("\(nowhere): is a broken link") { _ = try InputFile.ifPresent(nowhere) }
  }

  @Test func aTruncatedFileIsAnError() throws {
    let path = try folder.write("twelve bytes", to: "file")
    let file = try InputFile(path)
    try folder.write("", to: "short")
    #expect(unsafe truncate(path.string, 4) == 0)
    expect("\(path): was truncated while it was read; try again when it is complete") { _ = try file.bytes(0..<12) }
    expect("was truncated while it was read") { _ = try file.bytes(atMost: 12) }
  }

  @Test func readsFilesAndPipesToTheirEnd() throws {
    #expect(try InputFile.bytes(ofStream: folder.write("text", to: "file")) == Array("text".utf8))
    #expect(try InputFile.bytes(ofStream: "/dev/null") == [])
    let pipe = try folder.makePipe("pipe")
    Thread.detachNewThread { do { try OutputFile.write([1, 2, 3], to: pipe, special: .followed) } catch {} }
    #expect(try InputFile.bytes(ofStream: pipe) == [1, 2, 3])
  }

  @Test func aSignatureIdentifiesAStateOfAFile() throws {
    let path = try folder.write("one", to: "file")
    let before = try #require(FileSignature(path))
    #expect(try FileSignature(folder.link("link", to: "file")) == before)
    try OutputFile.write(Array("two".utf8), to: path)
    #expect(FileSignature(path) != before && FileSignature(folder("missing")) == nil)
  }

  @Test func reportsTheMemoryOfTheProcess() throws {
    #expect(try #require(ProcessMemory.resident) > 1 << 20)
  }
}
