import Files
import Foundation
import Testing

/// A file that grows at its end, and one that makes room for itself.
struct AppendedFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func whatIsThereStays() throws {
    let path = try folder.write("one", to: "file")
    let file = try AppendedFile(path)
    try file.append(Array(" two".utf8))
    #expect(try folder.read("file") == "one two" && file.count == 7)
    let link = try folder.link("link", to: "file")
    expect("\(link): cannot be written: ") { _ = try AppendedFile(link) }
    try AppendedFile(link, followsLinks: true).append(Array("!".utf8))
    #expect(try folder.read("file") == "one two!")
  }

  @Test func aFullFileGivesWayToANewOne() throws {
    let file = try RotatingFile(folder("log"), limit: 10, kept: 2)
    for line in ["line 1\n", "2\n", "line 3\n", "a line that is longer than the limit\n", "line 5\n"] {
      try file.append(Array(line.utf8))
    }
    #expect(try folder.names() == ["log", "log.1", "log.2"])
    #expect(try folder.read("log") == "line 5\n")
    #expect(try folder.read("log.1") == "a line that is longer than the limit\n")
    #expect(try folder.read("log.2") == "line 3\n")
  }

  @Test func whatALogHasCountsWhenItIsOpenedAgain() throws {
    try folder.write("12345678\n", to: "log")
    let file = try RotatingFile(folder("log"), limit: 10)
    try file.append(Array("9\n".utf8))
    #expect(try folder.read("log.1") == "12345678\n" && folder.read("log") == "9\n")
  }

  @Test func whereNoNewFileCanBeMadeTheOldOneGoesOn() throws {
    let file = try RotatingFile(folder("log"), limit: 10, kept: 1)
    try file.append(Array("12345678\n".utf8))
    try folder.makeFolder("log.1/inner")
    try file.append(Array("9\n".utf8))
    #expect(try folder.read("log") == "12345678\n9\n")
    expect("\(folder("missing/log")): cannot be written: ") { _ = try RotatingFile(folder("missing/log")) }
  }
}
