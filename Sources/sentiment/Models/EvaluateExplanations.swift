import ArgumentParser
import JSON
import SentimentAnalysis
import Training

struct EvaluateExplanations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the faithfulness of explanations and their agreement with human rationales.",
    discussion: """
      Reads JSON lines {"text", "label", "rationales": [[start, end], …]}, with offsets in Unicode scalars. Texts without \
      rationales, and other files of labelled texts, give faithfulness only. comp (comprehensiveness): drop of the label's \
      probability without the strongest words; suff (sufficiency): its drop with these words alone (lower is better); AUPRC, \
      token F1, IOU F1: agreement with the rationales.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Texts with labels and rationales.") var data: String
  @OptionGroup var encodingOptions: EncodingOptions
  @Option(help: "Maximum number of texts, spread evenly over the file.") var limit: Int?
  @Option(help: "Method to measure (default: all); repeatable.") var method: [ExplanationMethod] = []
  @Flag(help: "Print one JSON object per method and line.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a whole number above 0, got \(limit)") }
  }

  func run() throws {
    let model = try modelOptions.load()
    let rationales = try RationaleData(path: data, model: model, encoding: encodingOptions.encoding)
    warn(rationales.problems)
    let examples = limit.map(rationales.examples.evenlySpaced) ?? rationales.examples
    let methods = method.isEmpty ? ExplanationMethod.allCases : method
    var evaluations: [ExplanationEvaluation] = []
    for method in methods.map(Optional.some) + [nil] {
      let evaluation = try ExplanationEvaluation(of: method, model, on: examples)
      if json { writeLine(evaluation.json) }
      evaluations.append(evaluation)
    }
    if !json, let first = evaluations.first {
      writeLine("\(first.correctCount) of \(first.count) texts, those with a correct prediction")
    }
    if !json { for line in ExplanationEvaluation.table(evaluations) { writeLine(line) } }
    if !rationales.problems.isEmpty { throw ExitCode(2) }
  }
}
