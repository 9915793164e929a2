import ArgumentParser
import Files
import Foundation
import SentimentAnalysis

struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Install both programs, the built-in model and shell completions.")

  @Option(help: ArgumentHelp("Folder to install in (default: ~/.local).", valueName: "dir")) var prefix: String?
  @Flag(help: "Replace files that install did not write, or that were changed since.") var overwrite = false

  func run() throws {
    guard let here = Doctor.folder else {
      throw CommandError("the folder of this program is unknown; start it by its absolute path")
    }
    let installation = Installation(prefix: prefix)
    let model = try ModelLocation(of: "default").folder
    try installation.install(from: here, model: FilePath(text: model), overwrites: overwrite)
    let folder = installation.location(of: "bin")
    writeLine(
      "installed in \(installation.prefix); to remove it: \(folder.appending("sentiment").quotedForShell) uninstall")
    if let name = Doctor.swiftLibrary {
      warn("the programs need \(name) of the Swift toolchain; build them with --static-swift-stdlib to run without it")
    }
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    if !path.contains(where: { FilePath(text: String($0)) == folder }) {
      warn("\(folder) is not on your PATH; add it: export PATH=\(folder.quotedForShell):\"$PATH\"")
    }
  }
}

struct Uninstall: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove the installed files, except those that were changed since.")

  @Option(
    help: ArgumentHelp("Folder of the installation (default: that of this program, else ~/.local).", valueName: "dir"))
  var prefix: String?

  func run() throws {
    let own = Doctor.folder?.removingLastComponent()
    let here = try own.map { Installation(prefix: $0.text) }.flatMap { try $0.list() == nil ? nil : $0 }
    let installation = prefix == nil ? here ?? Installation(prefix: nil) : Installation(prefix: prefix)
    let (removed, kept) = try installation.uninstall()
    for path in kept {
      warn("\(installation.prefix)/\(path): kept, since it differs from the installed file; remove it yourself")
    }
    writeLine("removed \(removed) files from \(installation.prefix)")
  }
}
