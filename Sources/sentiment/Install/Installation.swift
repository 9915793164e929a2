import Files
import Foundation
import Reviews
import SentimentAnalysis

/// What is installed under a prefix: the two programs, the built-in model and the shells' completions, and a list of them all.
struct Installation {
  let prefix: FilePath

  static let programs = ["sentiment", "sentiment-lsp"]

  /// `~/.local`, where nothing else is named.
  init(prefix: String?) {
    self.prefix = FilePath(prefix ?? "~/.local", in: .current)
  }

  func place(of path: String) -> FilePath { prefix.appending(path) }

  /// The list of the installed files; nil if there is none.
  func list() throws -> InstallationList? { try InstallationList(at: place(of: InstallationList.path)) }

  /// Copies everything; what an earlier version had and this one has not is removed.
  ///
  /// - Parameters:
  ///   - folder: of the programs.
  ///   - overwrites: replaces files that were not installed or were changed since.
  /// - Throws: an error that names the file and the reason; before anything is written if a file is in the way.
  func install(
    from folder: FilePath, model: FilePath, overwrites: Bool
  ) throws {
    let files = try files(from: folder, model: model)
    let before = try list() ?? InstallationList()
    for path in files.map(\.path) + [InstallationList.path] where !isInside(path) {
      throw Trouble(
        "\(place(of: path)): leads out of \(prefix) by a link; remove the link, or name another place with --prefix"
      )
    }
    for file in files { try check(file, before, overwrites: overwrites) }
    // Listed before they are written, so a crash leaves no unlisted file.
    var installed = InstallationList()
    for file in files { installed.add(file.path, file.fingerprint) }
    let list = place(of: InstallationList.path)
    try Folder.make(list.removingLastComponent())
    try before.merged(with: installed).write(to: list)
    for file in files { try write(file) }
    for path in before.paths.subtracting(files.map(\.path)) { _ = try remove(path, before) }
    try installed.write(to: list)
  }

  /// A file to be installed.
  private struct File {
    var path: String
    /// What is copied; nil for what is written.
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
      throw Trouble("\(source): is not there; build it: swift build -c release --static-swift-stdlib")
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

  /// Makes sure that a file's place is free or ours.
  private func check(_ file: File, _ before: InstallationList, overwrites: Bool) throws {
    let place = place(of: file.path)
    if file.source?.withoutLinks == place.withoutLinks { return }
    switch before.state(of: file.path, at: place) {
    case .missing, .asInstalled: return
    case .changed(let fingerprint) where fingerprint == file.fingerprint || overwrites: return
    case .link where overwrites: return
    case .changed, .link:
      throw Trouble(
        "\(place): was not installed by this program, or was changed since; move it away, or replace it with --overwrite"
      )
    case .notAFile: throw Trouble("\(place): is not a file; move it away")
    }
  }

  private func write(_ file: File) throws {
    let place = place(of: file.path)
    try Folder.make(place.removingLastComponent())
    if file.source?.withoutLinks == place.withoutLinks { return }
    // A link is replaced; what it leads to is not ours.
    if FileStatus(place, followsLinks: false)?.kind == .link { try Folder.removeFile(place) }
    guard let source = file.source else { return try OutputFile.write(Array(file.text.utf8), to: place) }
    let isProgram = file.path.hasPrefix("bin/")
    try OutputFile.copy(source, to: place, permissions: isProgram ? Self.runnableByAll : OutputFile.readableByAll)
    // A file that is replaced keeps its permissions.
    if isProgram, !Folder.isExecutable(place) { try Folder.setPermissions(Self.runnableByAll, of: place) }
  }

  private static let runnableByAll = FilePermissions(rawValue: 0o755)

  /// Whether the folder of a file, links followed, is below the prefix.
  private func isInside(_ path: String) -> Bool {
    place(of: path).removingLastComponent().withoutLinks.starts(with: prefix.withoutLinks)
  }

  /// Removes a file that is as it was installed. Never a folder, nor what links lead to.
  ///
  /// - Returns: whether it is gone; nil where it was not there.
  private func remove(_ path: String, _ list: InstallationList) throws -> Bool? {
    guard InstallationList.isKnown(path), isInside(path) else { return false }
    switch list.state(of: path, at: place(of: path)) {
    case .missing: return nil
    case .asInstalled: return removeFile(path)
    case .changed, .link, .notAFile: return false
    }
  }

  private func removeFile(_ path: String) -> Bool {
    do { try Folder.removeFile(place(of: path)) } catch { return false }
    return true
  }

  /// Removes what the list names and is as it was installed, and folders that are empty then.
  ///
  /// - Returns: how many files that were, and the paths of those that were left.
  /// - Throws: a sentence where nothing is installed there.
  func uninstall() throws -> (removed: Int, left: [String]) {
    guard let list = try list() else {
      throw Trouble("\(prefix): nothing is installed there; name another place with --prefix")
    }
    var outcome: (removed: Int, left: [String]) = (0, [])
    for path in list.paths.sorted() {
      switch try remove(path, list) {
      case true?: outcome.removed += 1
      case false?: outcome.left.append(path)
      case nil: break
      }
    }
    if isInside(InstallationList.path), removeFile(InstallationList.path) { outcome.removed += 1 }
    // Folders that are empty now; those that are not stay by themselves.
    for path in list.paths.filter(InstallationList.isKnown) + [InstallationList.path] where isInside(path) {
      var folder = place(of: path).removingLastComponent()
      while folder != prefix, Folder.removeIfEmpty(folder) { folder.removeLastComponent() }
    }
    return outcome
  }
}

/// What a program says on standard output.
///
/// - Throws: a sentence where it cannot be run or fails.
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
    throw Trouble(
      "\(program) \(arguments.joined(separator: " ")): ended with \(process.terminationStatus)")
  }
  return String(decoding: bytes, as: UTF8.self)
}
