import Foundation
import TestSupport
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
    // A debug build loads the Swift libraries of the toolchain.
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

  @Test func installsInTheHomeFolderByDefault() throws {
    try withTemporaryFolder { folder in
      let program = Program.buildFolder.appending(path: "sentiment")
      let installed = try run(program, ["install"], home: folder.path)
      #expect(installed.status == 0)
      #expect(FileManager.default.isExecutableFile(atPath: folder.path + "/.local/bin/sentiment-lsp"))
      #expect(try run(program, ["uninstall"], home: folder.path).status == 0)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/.local/bin"))
    }
  }

  @Test func installedProgramsWorkPassTheDoctorAndUninstall() throws {
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
      // Other files stay.
      #expect(try FileManager.default.subpathsOfDirectory(atPath: prefix.path).sorted() == ["share", "share/theirs"])
      #expect(try Program.run("sentiment", ["uninstall", "--prefix", prefix.path]).status == 2)
    }
  }

  // MARK: Other files

  private static let completion = "share/fish/vendor_completions.d/sentiment.fish"

  @Test(arguments: ["bin/sentiment", "bin/sentiment-lsp", "share/zsh/site-functions/_sentiment", completion])
  func keepsAFileThatInstallDidNotWrite(path: String) throws {
    try withPrefix { prefix, install in
      let place = prefix.appending(path: path)
      try put("#!/bin/sh\necho mine\n", at: place.path)
      let refused = try install([])
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains(
          "\(place.path): was not installed by this program, or was changed since; move it away, or replace it with --overwrite"
        ))
      // No other file is written.
      #expect(try files(prefix) == [path])
      #expect(try text(place) == "#!/bin/sh\necho mine\n")
      #expect(try install(["--overwrite"]).status == 0)
      #expect(try install([]).status == 0)
      // A file that was changed since is neither replaced nor removed.
      try put("changed", at: place.path)
      #expect(try install([]).errors.contains("\(place.path): was not installed by this program, or was changed since"))
      let removed = try Program.run("sentiment", ["uninstall", "--prefix", prefix.path])
      #expect(
        removed.status == 0 && removed.errors.contains("\(place.path): kept, since it differs from the installed file"))
      #expect(try files(prefix) == [path] && text(place) == "changed")
    }
  }

  @Test func neitherFollowsNorRemovesLinks() throws {
    try withPrefix { prefix, install in
      let (theirs, link) = (
        prefix.deletingLastPathComponent().appending(path: "theirs"), prefix.appending(path: Self.completion)
      )
      try put("theirs", at: theirs.path)
      for target in [theirs.path, "missing"] {
        try FileManager.default.createDirectory(
          at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
        #expect(try install([]).status == 2)
        #expect(try install(["--overwrite"]).status == 0)
        try FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
        let removed = try Program.run("sentiment", ["uninstall", "--prefix", prefix.path])
        #expect(removed.errors.contains("\(link.path): kept"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target)
        try FileManager.default.removeItem(at: link)
      }
      #expect(try text(theirs) == "theirs")
    }
  }

  @Test(arguments: ["bin", "share", "share/sentiment-lsp/Model"])
  func neitherWritesNorRemovesThroughALinkOutOfThePrefix(name: String) throws {
    try withPrefix { prefix, install in
      let (folder, elsewhere) = (
        prefix.appending(path: name), prefix.deletingLastPathComponent().appending(path: "else")
      )
      try put("theirs", at: elsewhere.appending(path: "file").path)
      try FileManager.default.createDirectory(at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(at: folder, withDestinationURL: elsewhere)
      for options in [[], ["--overwrite"]] {
        let refused = try install(options)
        #expect(
          refused.status == 2 && refused.errors.contains("a link leads out of \(prefix.path)"), "\(refused.errors)")
      }
      #expect(try files(elsewhere) == ["file"])
      // The folder is installed, then moved out and linked to.
      try FileManager.default.removeItem(at: folder)
      #expect(try install([]).status == 0)
      try FileManager.default.removeItem(at: elsewhere)
      try FileManager.default.moveItem(at: folder, to: elsewhere)
      try FileManager.default.createSymbolicLink(at: folder, withDestinationURL: elsewhere)
      let before = try files(elsewhere)
      _ = try Program.run("sentiment", ["uninstall", "--prefix", prefix.path])
      #expect(try files(elsewhere) == before)
    }
  }

  @Test func removesOnlyPathsThatInstallWrites() throws {
    try withPrefix { prefix, install in
      #expect(try install([]).status == 0)
      let list = prefix.appending(path: "share/sentiment-lsp/installed")
      let theirs = ["notes/one.txt", "bin/other", "share/sentiment-lsp/Model/sub/x.safetensors", "../outside.txt"]
      for path in theirs { try put("mine", at: prefix.appending(path: path).path) }
      try FileManager.default.createDirectory(
        at: prefix.appending(path: "share/sentiment-lsp/Model/README.md.d"), withIntermediateDirectories: true)
      let entries =
        theirs + [
          "notes", "bin", "share", ".", "..", "", "/etc/hostname", prefix.path + "/notes/one.txt", "bin/../notes",
        ]
      let lines = try text(list) + entries.joined(separator: "\n") + "\n"
      try put(lines, at: list.path)
      // A folder replaces an installed file.
      try FileManager.default.removeItem(at: prefix.appending(path: "bin/sentiment-lsp"))
      try put("mine", at: prefix.appending(path: "bin/sentiment-lsp/file").path)
      let removed = try Program.run("sentiment", ["uninstall", "--prefix", prefix.path])
      #expect(removed.status == 0, "\(removed.errors)")
      for path in theirs + ["bin/sentiment-lsp/file"] { #expect(try text(prefix.appending(path: path)) == "mine") }
      #expect(!FileManager.default.fileExists(atPath: prefix.path + "/bin/sentiment"))
      #expect(!FileManager.default.fileExists(atPath: list.path))
    }
  }

  /// The lists of earlier versions have paths only.
  @Test func upgradesAnEarlierVersionButKeepsNewerFiles() throws {
    try withPrefix { prefix, install in
      let list = prefix.appending(path: "share/sentiment-lsp/installed")
      func forgetFingerprints() throws {
        let lines = try text(list).split(separator: "\n").map { $0.prefix { $0 != "\t" } }
        try put(lines.joined(separator: "\n") + "\n", at: list.path)
      }
      #expect(try install([]).status == 0)
      let program = prefix.appending(path: "bin/sentiment")
      // An earlier version has different content.
      let handle = try FileHandle(forWritingTo: program)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("an earlier version".utf8))
      try handle.close()
      try forgetFingerprints()
      let upgraded = try install([])
      #expect(upgraded.status == 0, "\(upgraded.errors)")
      #expect(try text(list).contains("bin/sentiment\t"))
      try forgetFingerprints()
      // One file with the name of an installed one is older than the list, another is newer.
      try put("#!/bin/sh\n# sentiment/classify\n", at: program.path)
      try forgetFingerprints()
      try put("mine", at: prefix.appending(path: Self.completion).path)
      try setModified(prefix.appending(path: Self.completion), after: list)
      #expect(try install([]).errors.contains("\(program.path): was not installed by this program"))
      let removed = try Program.run("sentiment", ["uninstall", "--prefix", prefix.path])
      #expect(removed.status == 0)
      #expect(try files(prefix).sorted() == ["bin/sentiment", Self.completion])
    }
  }

  /// A crash during an installation leaves a list of the old and the new files.
  @Test func repeatsOrRemovesAnInterruptedInstallation() throws {
    try withPrefix { prefix, install in
      #expect(try install([]).status == 0)
      let list = prefix.appending(path: "share/sentiment-lsp/installed")
      let lines = try text(list).split(separator: "\n").map { "\($0)\n\($0.prefix { $0 != "\t" })\t0123\n" }
      for command in [["install"], ["uninstall"]] {
        try put(lines.joined(), at: list.path)
        try FileManager.default.removeItem(at: prefix.appending(path: "bin/sentiment-lsp"))
        #expect(try Program.run("sentiment", command + ["--prefix", prefix.path]).status == 0)
      }
      #expect(try files(prefix).isEmpty)
    }
  }

  @Test func rejectsAListThatIsNotAFile() throws {
    try withPrefix { prefix, install in
      let list = prefix.appending(path: "share/sentiment-lsp/installed")
      try put("mine", at: prefix.appending(path: "mine").path)
      try FileManager.default.createDirectory(at: list.deletingLastPathComponent(), withIntermediateDirectories: true)
      for make in [
        { try FileManager.default.createDirectory(at: list, withIntermediateDirectories: false) },
        { #expect(unsafe mkfifo(list.path, 0o600) == 0) },
        { try FileManager.default.createSymbolicLink(atPath: list.path, withDestinationPath: "../../mine") },
      ] {
        try make()
        for command in ["install", "uninstall"] {
          let refused = try Program.run("sentiment", [command, "--prefix", prefix.path])
          #expect(
            refused.status == 2 && refused.errors.contains("installed: is not a list of installed files; move it away"))
        }
        try FileManager.default.removeItem(at: list)
      }
      #expect(try files(prefix) == ["mine"])
    }
  }

  private func withPrefix(_ body: (URL, (_ options: [String]) throws -> Program.Outcome) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let prefix = folder.appending(path: "prefix")
      try FileManager.default.createDirectory(at: prefix, withIntermediateDirectories: true)
      try body(prefix) { try Program.run("sentiment", ["install", "--prefix", prefix.path] + $0) }
    }
  }

  private func text(_ place: URL) throws -> String { try String(contentsOf: place, encoding: .utf8) }

  private func setModified(_ place: URL, after other: URL) throws {
    let date = try FileManager.default.attributesOfItem(atPath: other.path)[.modificationDate] as? Date
    try FileManager.default.setAttributes(
      [.modificationDate: (date ?? Date()).addingTimeInterval(10)], ofItemAtPath: place.path)
  }

  /// The files below a folder, without the folders.
  private func files(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\($0)")[.type] as? FileAttributeType
        != .typeDirectory
    }
  }
}
