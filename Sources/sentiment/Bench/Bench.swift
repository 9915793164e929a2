import ArgumentParser
import Files
import SentimentAnalysis
import Training

/// The options are those of the subcommands alone: an option that stood here, too, would be taken from them.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the encoder on this machine, a training, or the language server.",
    subcommands: [BenchEncoder.self, BenchTraining.self, BenchServer.self], defaultSubcommand: BenchEncoder.self)

  /// Refuses what is no time to measure for.
  static func validate(seconds: Double) throws {
    guard (0...86_400).contains(seconds) else {
      throw ValidationError("--seconds takes a number from 0 to 86400, got \(seconds)")
    }
  }

  /// The texts of a file: one a line, or of a table the rows that the model can be tested on.
  static func texts(in path: String, for model: SentimentModel) throws -> [String] {
    if ["csv", "tsv", "jsonl"].contains(FilePath(path).extension) {
      return try LabelledData(path: path, labels: model.labels, problem: model.problem).examples.map(\.text)
    }
    let document = String(decoding: try InputFile.bytes(ofStream: FilePath(path)), as: UTF8.self)
    return document.split(whereSeparator: \.isNewline).map(String.init)
  }
}
