import Foundation
import Testing

struct InstallTests {
  /// Runs an installed program in another folder, with an environment of its own.
  private func run(
    _ program: URL, _ arguments: [String], input: String = "", path: String = "/usr/bin:/bin", home: String = "/"
  ) throws -> (status: Int32, output: String) {
    let (process, out, into) = (Process(), Pipe(), Pipe())
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: "/")
    // Swift's own libraries are the toolchain's where the tests are built as usual.
    process.environment = [
      "PATH": path, "HOME": home, "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
    ]
    (process.standardOutput, process.standardInput, process.standardError) = (out, into, FileHandle.nullDevice)
    try process.run()
    try into.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try into.fileHandleForWriting.close()
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  @Test func withoutAPrefixItIsTheHomeOfTheEnvironment() throws {
    try withTemporaryFolder { folder in
      let program = Program.buildFolder.appending(path: "sentiment")
      let installed = try run(program, ["install"], home: folder.path)
      #expect(installed.status == 0)
      #expect(FileManager.default.isExecutableFile(atPath: folder.path + "/.local/bin/sentiment-lsp"))
      #expect(try run(program, ["uninstall"], home: folder.path).status == 0)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/.local/bin"))
    }
  }

  @Test func anInstallationWorksByItselfIsCheckedAndGoesWhole() throws {
    try withTemporaryFolder { folder in
      let prefix = folder.appending(path: "a prefix")
      let bin = prefix.appending(path: "bin")
      let (sentiment, theirs) = (bin.appending(path: "sentiment"), prefix.appending(path: "share/theirs"))
      try FileManager.default.createDirectory(at: prefix.appending(path: "share"), withIntermediateDirectories: true)
      try Data().write(to: theirs)
      for _ in 0..<2 { #expect(try Program.run("sentiment", ["install", "--prefix", prefix.path]).status == 0) }
      let checked = try run(sentiment, ["check", "-"], input: "What a waste of time, a terrible film.\n")
      #expect(checked.status == 1 && checked.output.hasPrefix("<stdin>:1:1: warning: negative"))
      for file in ["bash-completion/completions/sentiment", "zsh/site-functions/_sentiment-lsp"] {
        #expect(FileManager.default.fileExists(atPath: prefix.appending(path: "share/\(file)").path))
      }

      let health = try run(sentiment, ["doctor"], path: bin.path + ":/usr/bin")
      #expect(health.status == 0 && !health.output.contains("FAIL"), "\(health.output)")
      #expect(health.output.contains("editors find \(bin.path)/sentiment-lsp"))
      let weights = prefix.appending(path: "share/sentiment-lsp/Model/model.safetensors")
      try FileManager.default.removeItem(at: weights)
      let trouble = try run(sentiment, ["doctor"])
      #expect(
        trouble.status == 2 && trouble.output.contains("FAIL  \(prefix.path)/share/sentiment-lsp/Model: holds neither"))
      try FileManager.default.removeItem(at: bin.appending(path: "sentiment-lsp"))
      #expect(try run(sentiment, ["doctor"]).output.contains("sentiment-lsp cannot be run"))

      #expect(try run(sentiment, ["uninstall"]).status == 0)
      // What others have there stays.
      #expect(try FileManager.default.subpathsOfDirectory(atPath: prefix.path).sorted() == ["share", "share/theirs"])
      #expect(try Program.run("sentiment", ["uninstall", "--prefix", prefix.path]).status == 2)
    }
  }
}
