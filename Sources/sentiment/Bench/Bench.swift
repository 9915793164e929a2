import ArgumentParser
import Benchmarks
import JSON

/// Has no options of its own, since argument-parser would then not pass them to the subcommands.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the encoder, training updates or the language server on this machine.",
    subcommands: [BenchEncoder.self, BenchTraining.self, BenchServer.self], defaultSubcommand: BenchEncoder.self)

  static func validate(seconds: Double) throws {
    guard (0...86_400).contains(seconds) else {
      throw ValidationError("--seconds takes a number from 0 to 86400, got \(seconds)")
    }
  }

  /// Prints a row for people or, as JSON, for scripts.
  static func print(_ row: BenchmarkRow, asJSON: Bool) {
    if !asJSON { writeLine(row.text) } else if let json = row.json { writeLine(json) }
  }
}

/// The value of `--shapes`: shapes, separated by commas.
struct BenchShapes: ExpressibleByArgument {
  let list: [BenchShape]
  let defaultValueDescription: String

  init(_ list: BenchShape...) {
    self.list = list
    defaultValueDescription = list.map(\.description).joined(separator: ",")
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    list = parts.compactMap { BenchShape($0) }
    defaultValueDescription = argument
    if list.count != parts.count { return nil }
  }
}
