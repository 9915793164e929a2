public import ArgumentParser
import BERT
import Files
import Foundation
import JSON
import Reviews
public import SentimentAnalysis

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show which words of a text determine its label.",
    discussion: """
      In a terminal, words that speak for negative are red, for positive green and for neutral blue, darker if stronger; \
      words that oppose the label, and speak for the next likeliest one or, in a mixed text, for the opposite one, are \
      underlined. For other labels, supporting words are blue and opposing words are grey. \
      Key phrases follow with their share of all weights; positive weights support the label. Then come the aspects, each with \
      the words that decided its polarity, and the answers of other heads.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, html, json }

  @OptionGroup var modelOptions: ClassifierOptions
  @OptionGroup var windowOptions: WindowOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(
    help: ArgumentHelp(
      "Also explain this further head: each of its answers, or the output of this name (a label, or the text of a span).",
      valueName: "name[=output]"))
  var head: String?
  @Option(help: "Explanation method.") var method = ExplanationMethod.full
  @Option(help: "Output format.") var format = Format.text
  @Flag(help: "Also find a minimal set of words whose removal changes the label.") var counterfactual = false
  @Flag(help: "Also print every word with its weight and its contribution in the method's own unit.") var details =
    false
  @OptionGroup var encodingOptions: EncodingOptions
  @Argument(help: "Text to explain, or - for standard input.") var text: String

  func validate() throws {
    if details { try modelOptions.requireOneModel(for: "--details", "prints contributions to the logit of a model") }
    if counterfactual {
      try modelOptions.requireOneModel(for: "--counterfactual", "searches with the tokens of a model")
    }
    guard !method.supportsEnsembles else { return }
    try modelOptions.requireOneModel(for: "--method \(method.rawValue)", "explains the likeliest label of a model")
  }

  func run() throws {
    try rejectFile(text) { _, file in "To explain its text: sentiment explain - < \(file)" }
    let model = try modelOptions.load(
      polarities: polarityOptions.polarities, windows: windowOptions.windows, mayLackLabels: head != nil)
    var options = SentimentModel.Options(method: method)
    options.explainedOutput = try head.map { try output($0, in: model) }
    if head == nil, format != .json, method == .full || method == .quick {
      options.explainedOutput = model.aspectHead.map { HeadOutput(head: $0) }
    }
    options.heads = format == .json ? .all : head.map { _ in .named([options.explainedOutput?.head ?? ""]) } ?? .all
    guard !model.labels.isEmpty || !counterfactual && format != .html else {
      throw ValidationError("--counterfactual and --format html need a model with labels; \(model.name) has none")
    }
    guard !counterfactual || model.problem != .regression else {
      throw ValidationError("--counterfactual needs a model with labels; \(model.name) predicts a number")
    }
    var text = text.repaired
    if text == "-" {
      let input = try DecodedText(
        ByteStream.standardInput.readToEnd(), name: "<stdin>", encoding: encodingOptions.encoding)
      text = String(decoding: input.bytes, as: UTF8.self)
      guard !text.isMostlyUnreadable else {
        throw CommandError(
          input.problem ?? "<stdin>: mostly unreadable characters (U+FFFD); save the text again in UTF-8")
      }
      if let problem = input.problem { warn(problem) }
      if text.last?.isNewline ?? false { text.removeLast() }
    }
    guard let result = model.classify([text], options).first else { return }
    let contrast = counterfactual ? model.counterfactual(to: text) : nil
    switch format {
    case .json:
      var object = result.json(text: text, explain: true, details: details, method: method).objectValue ?? JSONObject()
      if counterfactual { object["counterfactual"] = contrast?.json(text: text) ?? .null }
      writeLine(.object(object))
    case .html:
      let page = ExplanationPage(
        text, result, model: model.name, method: method,
        contrast: counterfactual ? sentence(contrast, text, result) : nil)
      write(Array(page.html.utf8))
    case .text: writePlain(text, result, options, counterfactual ? sentence(contrast, text, result) : nil)
    }
  }

  /// The output of a further head that `--head` names.
  private func output(_ argument: String, in model: SentimentModel) throws -> HeadOutput {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let output = HeadOutput(head: parts.first ?? "", output: parts.count > 1 ? parts[1] : nil)
    if let problem = HeadSelection.named([output.head]).unknownName(in: model.taskHeads) {
      throw ValidationError("--head: \(problem)")
    }
    guard method == .full || method == .quick else {
      throw ValidationError("--head supports --method full and quick, not \(method.rawValue)")
    }
    if let label = output.output, let head = model.taskHeads.first(where: { $0.name == output.head }),
      head.kind != .spans, !head.labels.contains(label)
    {
      throw ValidationError(
        "--head: no label \"\(label)\"; the labels of \(head.name) are \(head.labels.joined(separator: ", "))")
    }
    return output
  }

  private func writePlain(
    _ text: String, _ result: Classification, _ options: SentimentModel.Options, _ contrast: String?
  ) {
    if result.outcome != .none { writeLine(result.summary) }
    if Terminal(of: 1).hasColours {
      write(Array((result.coloured(text) + "\n").utf8))
    } else {
      for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { writeLine(String(line)) }
    }
    var lines = result.keyTokens.map { String(format: "%+.3f", $0.weight) + "  \($0.text.onOneLine)" }
    if details {
      lines += ["", "word by word: weight, contribution"]
      lines += result.words.map { String(format: "%+.3f  %+9.5f", $0.weight, $0.score) + "  \($0.text.onOneLine)" }
      if let rest = result.rest {
        lines.append(String(format: "        %+9.5f", rest) + "  outside of words")
      }
    }
    lines += [
      result.outcome == .none ? nil : result.emptySentence, result.unreadSentence(of: text), contrast,
    ].compactMap { $0 }
    if head == nil, result.unsupportedLanguage == nil {
      for answer in result.heads { lines += answer.lines(text) }
    }
    for answer in result.heads where head != nil && answer.name == options.explainedOutput?.head {
      for explanation in answer.explanations {
        let span = explanation.span.map { "\(String(decoding: Array(text.utf8)[$0], as: UTF8.self).onOneLine) " } ?? ""
        lines += ["", "\(answer.name): \(span)\(explanation.output.onOneLine)"]
        lines += explanation.keyTokens.map { String(format: "%+.3f", $0.weight) + "  \($0.text.onOneLine)" }
      }
      if answer.explanations.isEmpty { lines += ["", "\(answer.name): nothing found"] }
    }
    for line in lines { writeLine(line) }
  }

  private func sentence(_ contrast: Counterfactual?, _ text: String, _ result: Classification) -> String {
    guard result.words.count > 1 else { return "The text has too few words for a counterfactual." }
    return contrast?.sentence(of: text) ?? Counterfactual.notFound
  }
}

extension HeadAnswer {
  /// The aspects with the words that decided their polarity, or what another head says.
  fileprivate func lines(_ text: String) -> [String] {
    guard let aspects else { return trait.map { ["", $0] } ?? [] }
    let rows = aspects.map { aspect in
      let words = explanations.first { $0.span == aspect.range }?.deciding.prefix(3).map(\.text.onOneLine) ?? []
      return "\(aspect.polarity.sign) \(aspect.text.onOneLine) \(percent(aspect.confidence))"
        + (words.isEmpty ? "" : "  (\(words.joined(separator: ", ")))")
    }
    return rows.isEmpty ? [] : ["", "\(name):"] + rows
  }
}

extension ExplanationMethod: ExpressibleByArgument {}

extension Classification {
  /// The visible text, in its own lines, with important words on a background from the 256-colour palette.
  fileprivate func coloured(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let strongest = words.map { abs($0.weight) }.max() ?? 0
    let (red, green, blue, grey) = (
      [224, 217, 210, 203, 196], [194, 157, 120, 83, 46], [189, 153, 117, 81, 39], [254, 252, 250, 248, 246]
    )
    func shades(_ polarity: Polarity, or others: [Int]) -> [Int] {
      switch polarity {
      case .negative: red
      case .positive: green
      case .neutral: blue
      case .mixed, .unknown: others
      }
    }
    let (supporting, opposing) = (shades(polarity, or: blue), shades(opposingPolarity, or: grey))
    func shown(_ range: Range<Int>) -> String {
      String(decoding: bytes[range], as: UTF8.self).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .map { String($0).visible }.joined(separator: "\n")
    }
    var (output, position) = ("", 0)
    for word in words where word.range.lowerBound >= position {
      let share = abs(word.weight) / max(strongest, .leastNormalMagnitude)
      guard share > 0.1 else { continue }
      let shade = (word.weight > 0 ? supporting : opposing)[min(4, Int(share * 5))]
      output += shown(position..<word.range.lowerBound)
      output += "\u{1B}[\(word.weight > 0 ? "" : "4;")38;5;16;48;5;\(shade)m\(shown(word.range))\u{1B}[0m"
      position = word.range.upperBound
    }
    return output + shown(position..<bytes.count)
  }
}
