import Files
import Foundation
import Reviews
import SentimentAnalysis

/// An installation under a prefix: the two programs, the built-in model, shell completions, and a list of these files.
struct Installation {
  let prefix: FilePath

  static let programs = ["sentiment", "sentiment-lsp"]

  /// - Parameter prefix: `~/.local` if nil.
  init(prefix: String?) {
    self.prefix = FilePath(prefix ?? "~/.local", in: .current)
  }

  func location(of path: String) -> FilePath { prefix.appending(path) }

  /// The list of the installed files; nil if there is none.
  func list() throws -> InstallationList? { try InstallationList(at: location(of: InstallationList.path)) }

  /// Copies all files, and removes files that only an earlier version has.
  ///
  /// - Parameters:
  ///   - folder: the folder of the programs.
  ///   - overwrites: whether to replace files that were not installed or were changed since.
  /// - Throws: an error that names the file and the reason, before the first write if a file is in the way.
  func install(
    from folder: FilePath, model: FilePath, overwrites: Bool
  ) throws {
    let files = try files(from: folder, model: model)
    let before = try list() ?? InstallationList()
    for path in files.map(\.path) + [InstallationList.path] where !isInside(path) {
      throw CommandError(
        "\(location(of: path)): a link leads out of \(prefix); remove the link, or name another folder with --prefix"
      )
    }
    for file in files { try check(file, before, overwrites: overwrites) }
    // The list is written first, so that a crash leaves no unlisted file.
    var installed = InstallationList()
    for file in files { installed.add(file.path, file.fingerprint) }
    let list = location(of: InstallationList.path)
    try Folder.make(list.removingLastComponent())
    try before.merged(with: installed).write(to: list)
    for file in files { try write(file) }
    for path in before.paths.subtracting(files.map(\.path)) { _ = try remove(path, before) }
    try installed.write(to: list)
  }

  /// A file to install.
  private struct File {
    var path: String
    /// The file to copy; nil if `text` is the content.
    var source: FilePath?
    var text = ""
    var fingerprint: SHA256
  }

  private func files(from folder: FilePath, model: FilePath) throws -> [File] {
    var sources = Self.programs.map { ("bin/\($0)", folder.appending($0)) }
    for name in try Folder.names(in: model) {
      let path = InstallationList.modelFolder + name.string
      if InstallationList.isKnown(path) { sources.append((path, model.appending(name))) }
    }
    for (_, source) in sources where !Folder.isReadable(source) {
      throw CommandError("\(source): not found; build it: swift build -c release --static-swift-stdlib")
    }
    var files = try sources.map { path, source in
      File(path: path, source: source, fingerprint: SHA256(of: try InputFile.bytes(of: source, atMost: .max)))
    }
    for program in Self.programs {
      for (shell, path) in InstallationList.completions(of: program) {
        let script = try output(of: folder.appending(program), ["--generate-completion-script", shell])
        files.append(File(path: path, text: script, fingerprint: SHA256(of: script.utf8)))
      }
    }
    return files
  }

  /// Checks that no other file is at a file's destination.
  private func check(_ file: File, _ before: InstallationList, overwrites: Bool) throws {
    let location = location(of: file.path)
    if file.source?.withoutLinks == location.withoutLinks { return }
    switch before.state(of: file.path, at: location) {
    case .missing, .asInstalled: return
    case .changed(let fingerprint) where fingerprint == file.fingerprint || overwrites: return
    case .link where overwrites: return
    case .changed, .link:
      throw CommandError(
        "\(location): was not installed by this program, or was changed since; move it away, or replace it with --overwrite"
      )
    case .notAFile: throw CommandError("\(location): is not a file; move it away")
    }
  }

  private func write(_ file: File) throws {
    let location = location(of: file.path)
    try Folder.make(location.removingLastComponent())
    if file.source?.withoutLinks == location.withoutLinks { return }
    // A link is replaced; its target belongs to someone else.
    if FileStatus(location, followsLinks: false)?.kind == .link { try Folder.removeFile(location) }
    guard let source = file.source else { return try OutputFile.write(Array(file.text.utf8), to: location) }
    let isProgram = file.path.hasPrefix("bin/")
    try OutputFile.copy(source, to: location, permissions: isProgram ? Self.runnableByAll : OutputFile.readableByAll)
    // Replacing a file keeps its permissions.
    if isProgram, !Folder.isExecutable(location) { try Folder.setPermissions(Self.runnableByAll, of: location) }
  }

  private static let runnableByAll = FilePermissions(rawValue: 0o755)

  /// Whether the folder of a file, links resolved, is below the prefix.
  private func isInside(_ path: String) -> Bool {
    location(of: path).removingLastComponent().withoutLinks.starts(with: prefix.withoutLinks)
  }

  /// Removes a file if it is unchanged since its installation; never a folder or the target of a link.
  ///
  /// - Returns: whether the file was removed; nil if it did not exist.
  private func remove(_ path: String, _ list: InstallationList) throws -> Bool? {
    guard InstallationList.isKnown(path), isInside(path) else { return false }
    switch list.state(of: path, at: location(of: path)) {
    case .missing: return nil
    case .asInstalled: return removeFile(path)
    case .changed, .link, .notAFile: return false
    }
  }

  private func removeFile(_ path: String) -> Bool {
    do { try Folder.removeFile(location(of: path)) } catch { return false }
    return true
  }

  /// Removes the listed files that are unchanged since their installation, then empty folders.
  ///
  /// - Returns: the number of removed files, and the paths of the others.
  /// - Throws: an error if nothing is installed under the prefix.
  func uninstall() throws -> (removed: Int, kept: [String]) {
    guard let list = try list() else {
      throw CommandError("\(prefix): nothing is installed in this folder; name another with --prefix")
    }
    var outcome: (removed: Int, kept: [String]) = (0, [])
    for path in list.paths.sorted() {
      switch try remove(path, list) {
      case true?: outcome.removed += 1
      case false?: outcome.kept.append(path)
      case nil: break
      }
    }
    if isInside(InstallationList.path), removeFile(InstallationList.path) { outcome.removed += 1 }
    // Only empty folders are removed.
    for path in list.paths.filter(InstallationList.isKnown) + [InstallationList.path] where isInside(path) {
      var folder = location(of: path).removingLastComponent()
      while folder != prefix, Folder.removeIfEmpty(folder) { folder.removeLastComponent() }
    }
    return outcome
  }
}

/// Runs a program and returns its standard output.
///
/// - Throws: an error if the program cannot be started or fails.
func output(of program: FilePath, _ arguments: [String], input: String = "") throws -> String {
  let (process, out, into) = (Process(), Pipe(), Pipe())
  process.executableURL = URL(filePath: program.string)
  process.arguments = arguments
  (process.standardOutput, process.standardInput, process.standardError) = (out, into, FileHandle.nullDevice)
  try process.run()
  try? into.fileHandleForWriting.write(contentsOf: Data(input.utf8))
  try? into.fileHandleForWriting.close()
  let bytes = out.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw CommandError(
      "\(program) \(arguments.joined(separator: " ")): exited with code \(process.terminationStatus)")
  }
  return String(decoding: bytes, as: UTF8.self)
}
