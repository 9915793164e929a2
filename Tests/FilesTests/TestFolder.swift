import Files
import Foundation
import TestSupport
import Testing

/// A temporary folder whose entries have `FilePath`s. Foundation creates them, not the tested module.
struct TestFolder {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: FilePath { FilePath(folder.path) }

  /// The path of an entry.
  func callAsFunction(_ name: String) -> FilePath { path.appending(name) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> FilePath { FilePath(try folder.write(text, to: name)) }

  func read(_ name: String) throws -> String { try folder.read(name) }

  func makeFolder(_ name: String) throws { try folder.makeFolder(name) }

  func makePipe(_ name: String) throws -> FilePath {
    try #require(unsafe mkfifo(folder(name), 0o600) == 0)
    return self(name)
  }

  @discardableResult
  func link(_ name: String, to target: String) throws -> FilePath {
    try folder.link(name, to: target)
    return self(name)
  }

  func target(ofLink name: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: folder(name))
  }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
}
