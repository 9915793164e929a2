import Foundation
import JSON
import TestSupport

/// Runs the real executables, which are beside the test bundle in the build folder.
struct Program {
  /// The exit status and the output of a program.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as JSON, one value per line.
    func lines() throws -> [JSONValue] { try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) } }
  }

  static let buildFolder =
    Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() ?? URL(filePath: ".build/debug")

  /// Runs a program to its end. Input and output are files, so that neither side can block the other.
  static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) throws -> Outcome {
    try run(executable: buildFolder.appending(path: name), arguments, input: input)
  }

  static func run(_ name: String, _ arguments: [String], input: String) throws -> Outcome {
    try run(name, arguments, input: Array(input.utf8))
  }

  /// Runs a shell script with the programs on its path, in an empty folder.
  static func run(script: String, with interpreter: String = "sh") throws -> Outcome {
    try run(executable: URL(filePath: "/usr/bin/env"), [interpreter, "-c", script], input: [])
  }

  private static func run(executable: URL, _ arguments: [String], input: [UInt8]) throws -> Outcome {
    try withTemporaryFolder { folder in
      let files = ["input", "output", "errors"].map { folder.appending(path: $0) }
      try Data(input).write(to: files[0])
      for file in files.dropFirst() { try Data().write(to: file) }
      let process = Process()
      process.executableURL = executable
      process.arguments = arguments
      process.currentDirectoryURL = folder.url
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["PATH": buildFolder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")]) { $1 }
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
        errors: try String(contentsOf: files[2], encoding: .utf8))
    }
  }
}
