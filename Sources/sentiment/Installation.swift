import BERT
import Foundation
import Reviews
import SentimentAnalysis

/// What is installed under a prefix: the two programs, the built-in model and the shells' completions, and a list of them all.
struct Installation {
  let prefix: URL

  static let programs = ["sentiment", "sentiment-lsp"]

  /// `~/.local`, where nothing else is named.
  init(prefix: String?) {
    // `HOME` counts, as in a shell.
    let path = FilePath.resolved(prefix ?? "~/.local", in: FileManager.default.currentDirectoryPath)
    self.prefix = URL(filePath: path)
  }

  func url(_ path: String) -> URL { prefix.appending(path: path) }

  /// The list of the installed files; nil if there is none.
  ///
  /// - Throws: an error that names the list where it cannot be read.
  func list() throws -> InstallationList? { try InstallationList(path: url(InstallationList.path).path) }

  /// Copies everything; what an earlier version had and this one has not is removed.
  ///
  /// - Parameters:
  ///   - folder: of the programs.
  ///   - overwrites: replaces files that were not installed or were changed since.
  /// - Throws: an error that names the file and the reason; before anything is written if a file is in the way.
  func install(from folder: URL, model: URL, overwrites: Bool) throws {
    let files = try files(from: folder, model: model)
    let before = try list() ?? InstallationList()
    for path in files.map(\.path) + [InstallationList.path] where !isInside(path) {
      throw InstallationError(
        "\(url(path).path): leads out of \(prefix.path) by a link; remove the link, or name another place with --prefix"
      )
    }
    for file in files { try check(file, before, overwrites: overwrites) }
    // Listed before they are written, so a crash leaves no unlisted file.
    var installed = InstallationList()
    for file in files { installed.add(file.path, file.fingerprint) }
    try makeFolder(url(InstallationList.path).deletingLastPathComponent().path)
    try before.merged(with: installed).write(to: url(InstallationList.path).path)
    for file in files { try write(file) }
    for path in before.paths.subtracting(files.map(\.path)) { _ = try remove(path, before) }
    try installed.write(to: url(InstallationList.path).path)
  }

  /// A file to be installed.
  private struct File {
    var path: String
    /// What is copied; nil for what is written.
    var source: URL?
    var text = ""
    var fingerprint: SHA256
  }

  private func files(from folder: URL, model: URL) throws -> [File] {
    var sources: [(path: String, source: URL)] = Self.programs.map { ("bin/\($0)", folder.appending(path: $0)) }
    for name in try FileManager.default.contentsOfDirectory(atPath: model.path).sorted() {
      let path = InstallationList.modelFolder + name
      if InstallationList.isKnown(path) { sources.append((path, model.appending(path: name))) }
    }
    for (_, source) in sources where !FileManager.default.isReadableFile(atPath: source.path) {
      throw InstallationError("\(source.path): is not there; build it: swift build -c release --static-swift-stdlib")
    }
    var files = try sources.map { path, source in
      File(
        path: path, source: source, fingerprint: SHA256(of: try readFile(path: source.path, atMost: .max)))
    }
    for program in Self.programs {
      for (shell, path) in InstallationList.completions(of: program) {
        let script = try output(of: folder.appending(path: program), ["--generate-completion-script", shell])
        files.append(File(path: path, text: script, fingerprint: SHA256(of: script.utf8)))
      }
    }
    return files
  }

  /// Makes sure that a file's place is free or ours.
  private func check(_ file: File, _ before: InstallationList, overwrites: Bool) throws {
    let place = url(file.path).path
    if file.source.map({ realPath($0.path) == realPath(place) }) == true { return }
    switch before.state(of: file.path, at: place) {
    case .missing, .asInstalled: return
    case .changed(let fingerprint) where fingerprint == file.fingerprint || overwrites: return
    case .link where overwrites: return
    case .changed, .link:
      throw InstallationError(
        "\(place): was not installed by this program, or was changed since; move it away, or replace it with --overwrite"
      )
    case .notAFile: throw InstallationError("\(place): is no file; move it away")
    }
  }

  private func write(_ file: File) throws {
    let place = url(file.path)
    try makeFolder(place.deletingLastPathComponent().path)
    if let source = file.source, realPath(source.path) == realPath(place.path) { return }
    // A link is replaced; what it leads to is not ours.
    var status = stat()
    if unsafe lstat(place.path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unsafe unlink(place.path) }
    guard let source = file.source else { return try writeWhole(Array(file.text.utf8), path: place.path) }
    let isProgram = file.path.hasPrefix("bin/")
    try copyWhole(from: source.path, to: place.path, mode: isProgram ? 0o755 : 0o644)
    // A file that is replaced keeps its permissions.
    guard isProgram, unsafe access(place.path, X_OK) != 0 else { return }
    guard unsafe chmod(place.path, 0o755) == 0 else {
      throw InstallationError("\(place.path): cannot be made executable: \(unsafe String(cString: strerror(errno)))")
    }
  }

  /// Whether the folder of a file, links followed, is below the prefix.
  private func isInside(_ path: String) -> Bool {
    (realPath(url(path).deletingLastPathComponent().path) + "/").hasPrefix(realPath(prefix.path) + "/")
  }

  /// Removes a file that is as it was installed. Never a folder, nor what links lead to.
  ///
  /// - Returns: whether it is gone; nil where it was not there.
  private func remove(_ path: String, _ list: InstallationList) throws -> Bool? {
    guard InstallationList.isKnown(path), isInside(path) else { return false }
    switch list.state(of: path, at: url(path).path) {
    case .missing: return nil
    case .asInstalled: return unsafe unlink(url(path).path) == 0
    case .changed, .link, .notAFile: return false
    }
  }

  /// Removes what the list names and is as it was installed, and folders that are empty then.
  ///
  /// - Returns: how many files that were, and the paths of those that were left.
  /// - Throws: a sentence where nothing is installed there.
  func uninstall() throws -> (removed: Int, left: [String]) {
    guard let list = try list() else {
      throw InstallationError("\(prefix.path): nothing is installed there; name another place with --prefix")
    }
    var outcome: (removed: Int, left: [String]) = (0, [])
    for path in list.paths.sorted() {
      switch try remove(path, list) {
      case true?: outcome.removed += 1
      case false?: outcome.left.append(path)
      case nil: break
      }
    }
    if isInside(InstallationList.path), unsafe unlink(url(InstallationList.path).path) == 0 { outcome.removed += 1 }
    // Folders that are empty now; those that are not stay by themselves.
    for path in list.paths.filter(InstallationList.isKnown) + [InstallationList.path] where isInside(path) {
      var folder = url(path).deletingLastPathComponent()
      while folder.path.count > prefix.path.count, unsafe rmdir(folder.path) == 0 { folder.deleteLastPathComponent() }
    }
    return outcome
  }
}

/// Why something could not be installed or removed: a sentence with what to do.
struct InstallationError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// What a program says on standard output.
///
/// - Throws: a sentence where it cannot be run or fails.
func output(of program: URL, _ arguments: [String], input: String = "") throws -> String {
  let (process, out, into) = (Process(), Pipe(), Pipe())
  process.executableURL = program
  process.arguments = arguments
  (process.standardOutput, process.standardInput, process.standardError) = (out, into, FileHandle.nullDevice)
  try process.run()
  try? into.fileHandleForWriting.write(contentsOf: Data(input.utf8))
  try? into.fileHandleForWriting.close()
  let bytes = out.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw InstallationError(
      "\(program.path) \(arguments.joined(separator: " ")): ended with \(process.terminationStatus)")
  }
  return String(decoding: bytes, as: UTF8.self)
}
