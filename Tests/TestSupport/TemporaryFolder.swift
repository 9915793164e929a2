package import Foundation

/// A folder that exists as long as the value. Its path has no links.
package final class TemporaryFolder: Sendable {
  package let url: URL

  package init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "sentiment-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    try write(files)
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch { print("\(path) was not removed: \(error)") }
  }

  package var path: String { url.path }

  /// The path of a file in the folder.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  package func appending(path name: String) -> URL { url.appending(path: name) }

  /// Writes a file, makes the folders above it, and returns its path.
  @discardableResult
  package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try put(bytes, at: self(name))
    return self(name)
  }

  @discardableResult
  package func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

  package func write(_ files: [String: String]) throws {
    for (name, text) in files { try write(text, to: name) }
  }

  package func read(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
  }

  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
  }

  package func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: self(name))[.posixPermissions] as? Int
  }
}

/// Calls `body` with a folder of these files, and removes it afterwards.
package func withTemporaryFolder<Result>(
  _ files: [String: String] = [:], _ body: (TemporaryFolder) throws -> Result
) throws -> Result {
  let folder = try TemporaryFolder(files)
  return try withExtendedLifetime(folder) { try body(folder) }
}

/// Writes a file, and makes the folders above it.
package func put(_ bytes: some Sequence<UInt8>, at path: String) throws {
  let url = URL(filePath: path)
  try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(bytes).write(to: url)
}

package func put(_ text: String, at path: String) throws { try put(text.utf8, at: path) }
