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
      token F1, IOU F1: agreement with the rationales. The methods kernel-shap and lime, which are rivals of our own, take 500 \
      passes a text.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Texts with labels and rationales.") var data: String
  @OptionGroup var encodingOptions: EncodingOptions
  @Option(help: "Maximum number of texts, spread evenly over the file.") var limit: Int?
  @Option(
    help: ArgumentHelp(
      "Method to measure, always beside random scores (default: all but the last two); repeatable.", valueName: "method"
    ))
  var method: [WordScorer] = []
  @Flag(
    help: ArgumentHelp(
      "Also measure comp and suff of short texts between those of the worst and the best order of their words.",
      discussion: """
        Normalised AOPC: 0 is the worst order that was found, 1 the best. Of texts of 2 to 24 words; the search takes up to \
        thousands of passes a text.
        """))
  var normalize = false
  @Flag(help: "Print one JSON object per method and line.") var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a whole number above 0, got \(limit)") }
  }

  func run() throws {
    let model = try modelOptions.load()
    let rationales = try RationaleData(path: data, model: model, encoding: encodingOptions.encoding)
    warn(rationales.problems + rationales.notes)
    let examples = limit.map(rationales.examples.evenlySpaced) ?? rationales.examples
    var ranges = normalize ? try NormalizedFaithfulness(of: model, on: examples) : nil
    var evaluations: [ExplanationEvaluation] = []
    for scorer in method.isEmpty ? WordScorer.usual : method.filter({ $0 != .random }) + [.random] {
      let evaluation = try ExplanationEvaluation(of: scorer, model, on: examples, normalizedBy: &ranges)
      if json { writeLine(evaluation.json) }
      evaluations.append(evaluation)
    }
    if !json, let first = evaluations.first {
      writeLine("\(first.correctCount) of \(first.count) texts, those with a correct prediction")
    }
    if !json { for line in ExplanationEvaluation.table(evaluations) { writeLine(line) } }
    if !json, normalize {
      let (count, limits) = (evaluations.first?.normalized?.count ?? 0, NormalizedFaithfulness.wordCounts)
      writeLine("norm.: over the \(count) of them that have \(limits.lowerBound) to \(limits.upperBound) words")
    }
    if !rationales.problems.isEmpty { throw ExitCode(2) }
  }
}

extension WordScorer: ExpressibleByArgument {
  /// The names of all methods; random scores are always measured.
  public static var allValueStrings: [String] { all.filter { $0 != .random }.map(\.name) }

  /// The method of this name.
  public init?(argument: String) {
    guard let scorer = Self.all.first(where: { $0.name == argument }) else { return nil }
    self = scorer
  }
}
