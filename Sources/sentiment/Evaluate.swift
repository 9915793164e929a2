import ArgumentParser
import Foundation
import JSON
import SentimentAnalysis
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures a model's accuracy on labelled reviews.")

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "CSV, TSV or JSON lines with texts and labels.") var data: String
  @Option(help: "The column or key that holds the text.") var textColumn = "text"
  @Option(help: "The column or key that holds the label.") var labelColumn = "label"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let model = try modelOptions.load()
    let data = try LabelledData(
      path: data, columns: .init(text: textColumn, label: labelColumn), labels: model.labels)
    warn(data.problems)
    let start = ContinuousClock.now
    var evaluation = Evaluation()
    for first in stride(from: 0, to: data.examples.count, by: 1024) {
      let examples = data.examples[first..<min(first + 1024, data.examples.count)]
      for (example, result) in zip(examples, model.classify(examples.map(\.text))) {
        evaluation.add(result.scores.map(\.probability), label: example.label)
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      let object: JSONValue = [
        "texts": .integer(Int64(evaluation.count)), "accuracy": .double(evaluation.accuracy),
        "loss": .double(evaluation.loss), "seconds": .double(seconds), "skipped": .integer(Int64(data.problems.count)),
      ]
      writeText(object.serialized() + "\n")
    } else {
      writeText(
        String(
          format: "accuracy %.4f (%d of %d), loss %.4f, %.0f texts/s\n", evaluation.accuracy, evaluation.correct,
          evaluation.count, evaluation.loss, Double(evaluation.count) / seconds))
    }
    if !data.problems.isEmpty { throw ExitCode(2) }
  }
}
