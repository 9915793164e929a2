import ArgumentParser
import Files
import Foundation
import SentimentAnalysis

struct Install: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts both programs, the built-in model and the shells' completions under a folder.")

  @Option(help: ArgumentHelp("The folder; without it ~/.local.", valueName: "dir")) var prefix: String?
  @Flag(help: "Replace files that were not installed, or were changed since.") var overwrite = false

  func run() throws {
    guard let here = Doctor.folder else {
      throw Trouble("where this program is cannot be found out")
    }
    let installation = Installation(prefix: prefix)
    let model = try ModelLocation(of: "default").folder
    try installation.install(from: here, model: FilePath(model), overwrites: overwrite)
    let folder = installation.place(of: "bin").string
    writeText("installed in \(installation.prefix); to remove it: \(folder)/sentiment uninstall\n")
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
  static let configuration = CommandConfiguration(
    abstract: "Removes what install has put under a folder; files that were changed since stay.")

  @Option(
    help: ArgumentHelp("The folder; without it the one that this program is in, else ~/.local.", valueName: "dir"))
  var prefix: String?

  func run() throws {
    let own = Doctor.folder?.removingLastComponent()
    let here = try own.map { Installation(prefix: $0.string) }.flatMap { try $0.list() == nil ? nil : $0 }
    let installation = prefix == nil ? here ?? Installation(prefix: nil) : Installation(prefix: prefix)
    let (removed, left) = try installation.uninstall()
    for path in left {
      warn("\(installation.prefix)/\(path): left, since it is not what was installed; remove it by hand")
    }
    writeText("removed \(removed) files from \(installation.prefix)\n")
  }
}
