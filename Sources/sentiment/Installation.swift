import ArgumentParser
import BERT
import Foundation
import SentimentAnalysis

/// What is installed under a prefix: the two programs, the built-in model and the shells' completions, and a list of them all.
struct Installation {
  let prefix: URL

  static let programs = ["sentiment", "sentiment-lsp"]
  private static let listName = "share/sentiment-lsp/installed"

  /// `~/.local`, where nothing else is named.
  init(prefix: String?) {
    // `HOME` counts, as in a shell.
    let path = FilePath.resolved(prefix ?? "~/.local", in: FileManager.default.currentDirectoryPath)
    self.prefix = URL(filePath: path)
  }

  func url(_ path: String) -> URL { prefix.appending(path: path) }

  /// The paths of what is installed, below the prefix; nil where nothing is.
  var list: [String]? {
    guard let text = try? String(contentsOf: url(Self.listName), encoding: .utf8) else { return nil }
    // Whatever the file says, nothing outside the prefix is meant.
    return text.split(separator: "\n").map(String.init).filter {
      !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..")
    }
  }

  /// Copies everything; what an earlier version had and this one has not is removed.
  ///
  /// - Parameter folder: of the programs.
  /// - Throws: an error that names the file and the reason.
  func install(from folder: URL, model: URL) throws {
    var files: [(path: String, source: URL)] = Self.programs.map { ("bin/\($0)", folder.appending(path: $0)) }
    for name in try FileManager.default.contentsOfDirectory(atPath: model.path).sorted() {
      files.append(("share/sentiment-lsp/Model/\(name)", model.appending(path: name)))
    }
    for (_, source) in files where !FileManager.default.isReadableFile(atPath: source.path) {
      throw InstallationError("\(source.path): is not there; build it: swift build -c release --static-swift-stdlib")
    }
    let before = Set(list ?? [])
    for (path, source) in files { try copy(source, to: path) }
    var installed = files.map(\.path)
    for program in Self.programs {
      for (shell, path) in Self.completions(of: program) {
        let script = try output(of: url("bin/\(program)"), ["--generate-completion-script", shell])
        try writeTextFile(script, path: url(path).path)
        installed.append(path)
      }
    }
    try writeTextFile(installed.joined(separator: "\n") + "\n", path: url(Self.listName).path)
    for path in before.subtracting(installed) { try? FileManager.default.removeItem(at: url(path)) }
  }

  private static func completions(of program: String) -> [(shell: String, path: String)] {
    [
      ("bash", "share/bash-completion/completions/\(program)"), ("zsh", "share/zsh/site-functions/_\(program)"),
      ("fish", "share/fish/vendor_completions.d/\(program).fish"),
    ]
  }

  private func copy(_ source: URL, to path: String) throws {
    let place = url(path)
    guard source.resolvingSymlinksInPath() != place.resolvingSymlinksInPath() else { return }
    try makeFolder(place.deletingLastPathComponent().path)
    let beside = place.appendingPathExtension("\(getpid()).part")
    try? FileManager.default.removeItem(at: beside)
    try FileManager.default.copyItem(at: source.resolvingSymlinksInPath(), to: beside)
    guard unsafe rename(beside.path, place.path) == 0 else {
      let reason = unsafe String(cString: strerror(errno))
      try? FileManager.default.removeItem(at: beside)
      throw InstallationError("\(place.path): cannot be written: \(reason)")
    }
  }

  /// Removes what the list names, and folders that are empty then; returns how many files that were.
  ///
  /// - Throws: a sentence where nothing is installed there.
  func uninstall() throws -> Int {
    guard let list else {
      throw InstallationError("\(prefix.path): nothing is installed there; name another place with --prefix")
    }
    var count = 0
    for path in list + [Self.listName] where (try? FileManager.default.removeItem(at: url(path))) != nil { count += 1 }
    // Folders that are empty now; those that are not stay by themselves.
    for path in list + [Self.listName] {
      var folder = url(path).deletingLastPathComponent()
      while folder.path.count > prefix.path.count, unsafe rmdir(folder.path) == 0 { folder.deleteLastPathComponent() }
    }
    return count
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

struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts both programs, the built-in model and the shells' completions under a folder.")

  @Option(help: ArgumentHelp("The folder; without it ~/.local.", valueName: "dir")) var prefix: String?

  func run() throws {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      throw InstallationError("where this program is cannot be found out")
    }
    let installation = Installation(prefix: prefix)
    let model = try ModelLocation(of: "default").folder
    try installation.install(from: program.deletingLastPathComponent(), model: URL(filePath: model))
    let folder = installation.url("bin").path
    writeText("installed in \(installation.prefix.path); to remove it: \(folder)/sentiment uninstall\n")
    if let name = Doctor.swiftLibrary {
      warn("the programs need Swift's own \(name); build them with --static-swift-stdlib to run without a toolchain")
    }
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    if !path.contains(folder[...]) {
      warn("\(folder) is not on your path; add it: export PATH=\"\(folder):$PATH\"")
    }
  }
}

struct Uninstall: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Removes what install has put under a folder.")

  @Option(
    help: ArgumentHelp("The folder; without it the one that this program is in, else ~/.local.", valueName: "dir"))
  var prefix: String?

  func run() throws {
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent()
    let here = own.map { Installation(prefix: $0.path) }.flatMap { $0.list == nil ? nil : $0 }
    let installation = prefix == nil ? here ?? Installation(prefix: nil) : Installation(prefix: prefix)
    let count = try installation.uninstall()
    writeText("removed \(count) files from \(installation.prefix.path)\n")
  }
}
