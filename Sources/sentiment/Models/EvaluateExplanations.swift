import ArgumentParser
import JSON
import SentimentAnalysis
import Training

struct EvaluateExplanations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures how true the explanations are, to the model and to people.",
    discussion: """
      Reads {"text", "label", "rationales": [[start, end], …]} a line, starts and ends in Unicode scalars; without \
      rationales, or from any other file of labelled texts, only what the model itself says is measured. comp: how much the label's \
      probability falls without the strongest words; suff: how much it falls with nothing else (lower is better); AUPRC, \
      token F1, IOU F1: agreement with what people marked.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "The texts with their labels and rationales.") var data: String
  @Option(help: "Only so many texts, evenly taken from the file.") var limit: Int?
  @Option(help: "Only these methods; may be given more than once.") var method: [ExplanationMethod] = []
  @Flag(help: "Print one JSON object a method and line.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 up, got \(limit)") }
  }

  func run() throws {
    let model = try modelOptions.load()
    let rationales = try RationaleData(path: data, model: model)
    warn(rationales.problems)
    let examples = limit.map(rationales.examples.evenlySpaced) ?? rationales.examples
    let methods = method.isEmpty ? ExplanationMethod.allCases : method
    var evaluations: [ExplanationEvaluation] = []
    for method in methods.map(Optional.some) + [nil] {
      let evaluation = ExplanationEvaluation(of: method, model, on: examples)
      if json { writeText(evaluation.json.serialized() + "\n") }
      evaluations.append(evaluation)
    }
    if !json, let first = evaluations.first {
      writeText("\(first.correctCount) of \(first.count) texts, which the model labels as people did\n")
    }
    if !json { writeText(ExplanationEvaluation.table(evaluations).joined(separator: "\n") + "\n") }
    if !rationales.problems.isEmpty { throw ExitCode(2) }
  }
}
