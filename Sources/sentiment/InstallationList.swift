import BERT
import Foundation
import Reviews
import SentimentAnalysis
import Training

/// What was installed below a prefix: on each line a path, a tab and the content's SHA-256. The lists of earlier versions
/// have paths only.
struct InstallationList {
  /// Where it lies below the prefix.
  static let path = "share/sentiment-lsp/installed"
  static let modelFolder = "share/sentiment-lsp/Model/"

  /// Every content that a file may have, by its path; none where the list does not say it.
  private var contents: [String: Set<String>] = [:]
  /// When a list without fingerprints was written; files that are newer were changed since.
  private var written: Time?

  var paths: Set<String> { Set(contents.keys) }

  /// An empty list.
  init() {}

  /// The list in a file; nil where there is none.
  ///
  /// - Throws: an error that names the file where it is no list.
  init?(path: String) throws {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InstallationError("\(path): is no list of installed files; move it away")
    }
    written = Time(status)
    for line in String(decoding: try readFile(path: path, atMost: 1 << 20), as: UTF8.self).split(separator: "\n") {
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

  func write(to path: String) throws(CheckpointError) {
    let lines = contents.sorted { $0.key < $1.key }.flatMap { path, contents in
      contents.isEmpty ? [path] : contents.sorted().map { "\(path)\t\($0)" }
    }
    try writeWhole(Array((lines.joined(separator: "\n") + "\n").utf8), path: path)
  }

  /// Whether `install` can have written a file at this path. Whatever a list says, nothing else is removed.
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
  /// What is at the place of an installed file.
  enum State {
    case missing
    case asInstalled
    /// A file of other content.
    case changed(SHA256)
    case link
    case notAFile
  }

  /// Compares a file with what was installed at its path.
  func state(of path: String, at place: String) -> State {
    var status = stat()
    guard unsafe lstat(place, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFLNK: return .link
    default: return .notAFile
    }
    let bytes: [UInt8]
    do { bytes = try readFile(path: place, atMost: .max) } catch { return .notAFile }
    let fingerprint = SHA256(of: bytes)
    guard let known = contents[path] else { return .changed(fingerprint) }
    let isOurs =
      known.isEmpty
      ? written.map { Time(status) <= $0 } == true && Self.isPlausible(bytes, path)
      : known.contains(fingerprint.description)
    return isOurs ? .asInstalled : .changed(fingerprint)
  }

  /// Whether a file that no fingerprint tells of can be ours: a program as this one is, or a completion of ours.
  private static func isPlausible(_ bytes: [UInt8], _ path: String) -> Bool {
    if path.hasPrefix(modelFolder) { return true }
    let mark = path.hasPrefix("bin/") ? "sentiment/classify" : "sentiment"
    guard !path.hasPrefix("bin/") || !bytes.starts(with: Array("#!".utf8)) else { return false }
    return Data(bytes).range(of: Data(mark.utf8)) != nil
  }

  /// When a file was written last.
  private struct Time: Comparable {
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      #if canImport(Darwin)
        (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
      #else
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
      #endif
    }

    static func < (one: Time, other: Time) -> Bool {
      (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
  }
}
