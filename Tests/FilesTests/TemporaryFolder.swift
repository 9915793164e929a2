import Files
import Foundation
import Testing

/// A folder that is gone afterwards. Its path has no links. What is in it is made by Foundation, not by what is tested.
final class TemporaryFolder: Sendable {
  let path: FilePath

  init() throws {
    let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "FilesTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
    path = FilePath(place.path)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path.string) } catch { Issue.record(error) }
  }

  /// The path of what is in it.
  func callAsFunction(_ name: String) -> FilePath { path.appending(name) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> FilePath {
    try Data(text.utf8).write(to: URL(filePath: self(name).string))
    return self(name)
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: self(name).string, encoding: .utf8) }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self(name).string, withIntermediateDirectories: true)
  }

  func makePipe(_ name: String) throws -> FilePath {
    try #require(unsafe mkfifo(self(name).string, 0o600) == 0)
    return self(name)
  }

  @discardableResult
  func link(_ name: String, to target: String) throws -> FilePath {
    try FileManager.default.createSymbolicLink(atPath: self(name).string, withDestinationPath: target)
    return self(name)
  }

  func target(ofLink name: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: self(name).string)
  }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path.string).sorted() }
}

/// Makes sure that something fails, with a sentence in which this stands.
func expect(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
  do {
    try body()
    Issue.record("no error; expected \(sentence)", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)".contains(sentence), "\(error)", sourceLocation: sourceLocation)
  }
}
