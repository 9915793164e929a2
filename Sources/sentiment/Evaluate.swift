import ArgumentParser
import Foundation
import JSON
import SentimentAnalysis
import Training

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures how well a model does on labelled reviews.")

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "CSV, TSV or JSON lines with texts and labels.") var data: String
  @Option(help: "The column or key that holds the text.") var textColumn: String?
  @Option(help: "The column or key that holds the label.") var labelColumn: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let model = try modelOptions.load()
    let data = try LabelledData(
      path: data, columns: .init(text: textColumn, label: labelColumn), labels: model.labels,
      problem: model.problem)
    warn(data.problems)
    let start = ContinuousClock.now
    var evaluation = Evaluation(model.problem)
    for first in stride(from: 0, to: data.examples.count, by: 1024) {
      let examples = data.examples[first..<min(first + 1024, data.examples.count)]
      for (example, result) in zip(examples, model.classify(examples.map(\.text))) {
        evaluation.add(result.logits, example.target)
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      var object: JSONObject = ["texts": .integer(Int64(evaluation.count))]
      for (name, value) in evaluation.figures { object[name] = .double(value) }
      object["seconds"] = .double(seconds)
      object["skipped"] = .integer(Int64(data.skipped))
      writeText(JSONValue.object(object).serialized() + "\n")
    } else {
      writeText(evaluation.sentence + String(format: ", %.0f texts/s\n", Double(evaluation.count) / seconds))
    }
    if !data.problems.isEmpty { throw ExitCode(2) }
  }
}
