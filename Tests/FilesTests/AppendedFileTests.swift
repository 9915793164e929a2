import Files
import Foundation
import TestSupport
import Testing

/// Appending to files and rotating log files.
struct AppendedFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func keepsTheExistingContent() throws {
    let path = try folder.write("one", to: "file")
    let file = try AppendedFile(path)
    try file.append(Array(" two".utf8))
    #expect(try folder.read("file") == "one two" && file.count == 7)
    let link = try folder.link("link", to: "file")
    expect("\(link): cannot be written: ") { _ = try AppendedFile(link) }
    try AppendedFile(link, followsLinks: true).append(Array("!".utf8))
    #expect(try folder.read("file") == "one two!")
  }

  @Test func rotatesAFullFile() throws {
    let file = try RotatingFile(folder("log"), limit: 10, backupCount: 2)
    for line in ["line 1\n", "2\n", "line 3\n", "a line that is longer than the limit\n", "line 5\n"] {
      try file.append(Array(line.utf8))
    }
    #expect(try folder.names() == ["log", "log.1", "log.2"])
    #expect(try folder.read("log") == "line 5\n")
    #expect(try folder.read("log.1") == "a line that is longer than the limit\n")
    #expect(try folder.read("log.2") == "line 3\n")
  }

  @Test func countsTheExistingContentOfALog() throws {
    try folder.write("12345678\n", to: "log")
    let file = try RotatingFile(folder("log"), limit: 10)
    try file.append(Array("9\n".utf8))
    #expect(try folder.read("log.1") == "12345678\n" && folder.read("log") == "9\n")
  }

  @Test func continuesWithTheCurrentFileIfRotationFails() throws {
    let file = try RotatingFile(folder("log"), limit: 10, backupCount: 1)
    try file.append(Array("12345678\n".utf8))
    try folder.makeFolder("log.1/inner")
    try file.append(Array("9\n".utf8))
    #expect(try folder.read("log") == "12345678\n9\n")
    expect("\(folder("missing/log")): cannot be written: ") { _ = try RotatingFile(folder("missing/log")) }
  }
}
