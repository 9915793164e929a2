public import ArgumentParser
import BERT
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
      With --head, the words that decided the polarity of each aspect are compared with the marked opinions of lines \
      {"text", "aspects": [{"start", "end", "polarity", "opinions": [[start, end], …]}]}.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @Option(help: "Texts with labels and rationales.") var data: String
  @OptionGroup var encodingOptions: EncodingOptions
  @Option(help: ArgumentHelp("Measure the explanations of this head of spans.", valueName: "name")) var head: String?
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
    if head != nil, normalize || !method.isEmpty {
      throw ValidationError("--head measures quick, full, attention and random scores; remove --method and --normalize")
    }
    if let limit, limit < 1 { throw ValidationError("--limit takes a whole number above 0, got \(limit)") }
  }

  func run() throws {
    if let head { return try run(head: head) }
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

extension EvaluateExplanations {
  private func run(head name: String) throws {
    let model = try modelOptions.load(mayLackLabels: true)
    guard let index = model.taskHeads.firstIndex(where: { $0.name == name && $0.kind == .spans }) else {
      throw ValidationError(
        HeadSelection.named([name]).unknownName(in: model.taskHeads) ?? "--head: the head \(name) does not find spans")
    }
    var opinions = try OpinionData(path: data, encoding: encodingOptions.encoding)
    warn(opinions.problems)
    if let limit { opinions.limit(to: limit) }
    let methods: [ExplanationMethod?] = [.quick, .full, .attention, nil]
    let evaluations = try methods.map { try AspectExplanations($0, of: model, head: index, on: opinions) }
    if json {
      for evaluation in evaluations { writeLine(.object(evaluation.json)) }
    } else if let first = evaluations.first {
      writeLine("\(first.correctCount) of \(first.count) aspects, those with a correct polarity")
      for line in AspectExplanations.table(evaluations) { writeLine(line) }
    }
    if !opinions.problems.isEmpty { throw ExitCode(2) }
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
