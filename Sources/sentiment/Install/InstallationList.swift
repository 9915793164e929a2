import Files
import Foundation
import Reviews
import Training

/// The list of installed files: on each line a path, a tab and the content's SHA-256. Lists of earlier versions have paths
/// only.
struct InstallationList {
  /// The path of the list below the prefix.
  static let path = "share/sentiment-lsp/installed"
  static let modelFolder = "share/sentiment-lsp/Model/"

  /// The possible fingerprints of each path; none if the list is from an earlier version.
  private var contents: [String: Set<String>] = [:]
  /// The list's time of modification; without fingerprints, newer files count as changed.
  private var written: FileStatus.Time?

  var paths: Set<String> { Set(contents.keys) }

  /// An empty list.
  init() {}

  /// Reads a list; nil if the file does not exist.
  ///
  /// - Throws: an error that names the file if it is not a regular file.
  init?(at path: FilePath) throws {
    guard let status = FileStatus(path, followsLinks: false) else { return nil }
    guard status.kind == .file else {
      throw CommandError("\(path): is not a list of installed files; move it away")
    }
    written = status.modified
    let text = String(decoding: try InputFile.bytes(of: path, atMost: 1 << 20), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard let path = parts.first else { continue }
      contents[path, default: []].formUnion(parts.dropFirst())
    }
  }

  mutating func add(_ path: String, _ fingerprint: SHA256) {
    contents[path, default: []].insert(fingerprint.description)
  }

  /// The union of both lists.
  func merged(with other: InstallationList) -> InstallationList {
    var list = self
    list.contents.merge(other.contents) { $0.union($1) }
    return list
  }

  func write(to path: FilePath) throws(FileError) {
    let lines = contents.sorted { $0.key < $1.key }.flatMap { path, contents in
      contents.isEmpty ? [path] : contents.sorted().map { "\(path)\t\($0)" }
    }
    try OutputFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
  }

  /// Whether `install` writes a file at this path. No other file is ever removed, even if a list names it.
  static func isKnown(_ path: String) -> Bool {
    if Installation.programs.contains(where: { path == "bin/\($0)" || completions(of: $0).map(\.path).contains(path) })
    {
      return true
    }
    guard path.hasPrefix(modelFolder) else { return false }
    return ModelFiles.contains(String(path.dropFirst(modelFolder.count)))
  }

  static func completions(of program: String) -> [(shell: String, path: String)] {
    [
      ("bash", "share/bash-completion/completions/\(program)"), ("zsh", "share/zsh/site-functions/_\(program)"),
      ("fish", "share/fish/vendor_completions.d/\(program).fish"),
    ]
  }
}

extension InstallationList {
  /// The state of an installed file.
  enum State {
    case missing
    case asInstalled
    /// A file with different content.
    case changed(SHA256)
    case link
    case notAFile
  }

  /// Compares a file with the one that was installed at its path.
  func state(of path: String, at location: FilePath) -> State {
    guard let status = FileStatus(location, followsLinks: false) else { return .missing }
    if status.kind == .link { return .link }
    let bytes: [UInt8]
    do { bytes = try InputFile.bytes(of: location, atMost: .max) } catch { return .notAFile }
    let fingerprint = SHA256(of: bytes)
    guard let known = contents[path] else { return .changed(fingerprint) }
    let isOurs =
      known.isEmpty
      ? written.map { status.modified <= $0 } == true && Self.isPlausible(bytes, path)
      : known.contains(fingerprint.description)
    return isOurs ? .asInstalled : .changed(fingerprint)
  }

  /// Whether a file without a fingerprint looks like one of ours: a program or a completion.
  private static func isPlausible(_ bytes: [UInt8], _ path: String) -> Bool {
    if path.hasPrefix(modelFolder) { return true }
    let mark = path.hasPrefix("bin/") ? "sentiment/classify" : "sentiment"
    guard !path.hasPrefix("bin/") || !bytes.starts(with: Array("#!".utf8)) else { return false }
    return Data(bytes).range(of: Data(mark.utf8)) != nil
  }
}
