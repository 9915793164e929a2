public import ArgumentParser
import JSON
import SentimentAnalysis
public import Training

struct EvaluateExplanations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the faithfulness of explanations and their agreement with human rationales.",
    discussion: """
      Reads JSON lines {"text", "label", "rationales": [[start, end], …]}, with offsets in Unicode scalars. Texts without \
      rationales, and other files of labelled texts, give faithfulness only. comp (comprehensiveness): drop of the label's \
      probability without the strongest words; suff (sufficiency): its drop with these words alone (lower is better); AUPRC, \
      token F1, IOU F1: agreement with the rationales. kernel-shap and lime are rivals of our own methods, with 500 passes a text.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Texts with labels and rationales.") var data: String
  @OptionGroup var encodingOptions: EncodingOptions
  @Option(help: "Maximum number of texts, spread evenly over the file.") var limit: Int?
  @Option(
    help: ArgumentHelp(
      "Method to measure: \(WordScorer.all.map(\.name).joined(separator: ", ")) (default: all); repeatable.",
      valueName: "method"))
  var method: [WordScorer] = []
  @Flag(
    help: ArgumentHelp(
      "Also measure the normalised AOPC: comp and suff of texts of up to 24 words, from 0 for the worst order of their words "
        + "to 1 for the best.",
      discussion: "Searching these orders takes thousands of passes a text."))
  var normalize = false
  @Flag(help: "Print one JSON object per method and line.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a whole number above 0, got \(limit)") }
  }

  func run() throws {
    let model = try modelOptions.load()
    let rationales = try RationaleData(path: data, model: model, encoding: encodingOptions.encoding)
    warn(rationales.problems)
    let examples = limit.map(rationales.examples.evenlySpaced) ?? rationales.examples
    var ranges = normalize ? try NormalizedFaithfulness(of: model, on: examples) : nil
    var evaluations: [ExplanationEvaluation] = []
    for scorer in method.isEmpty ? WordScorer.all : method.filter({ $0 != .random }) + [.random] {
      let evaluation = try ExplanationEvaluation(of: scorer, model, on: examples, normalizedBy: &ranges)
      if json { writeLine(evaluation.json) }
      evaluations.append(evaluation)
    }
    if !json, let first = evaluations.first {
      writeLine("\(first.correctCount) of \(first.count) texts, those with a correct prediction")
    }
    if !json { for line in ExplanationEvaluation.table(evaluations) { writeLine(line) } }
    if !json, let normalized = evaluations.first?.normalized {
      writeLine(
        "norm.: over the \(normalized.count) of them with up to \(NormalizedFaithfulness.wordCounts.upperBound) words")
    }
    if !rationales.problems.isEmpty { throw ExitCode(2) }
  }
}

extension WordScorer: ExpressibleByArgument {
  public init?(argument: String) {
    guard let scorer = Self.all.first(where: { $0.name == argument }) else { return nil }
    self = scorer
  }
}
