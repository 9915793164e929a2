public import ArgumentParser
import BERT
import Foundation
import JSON
import Reviews
public import SentimentAnalysis

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows which words of a text decided its sentiment.",
    discussion: """
      In a terminal the words that pull towards negative are red, towards positive green, the stronger the deeper, and \
      those against the label underlined. Where the label stands on neither side, the words for it are blue, those against \
      it grey. Below, words and phrases with their share of all weights, above zero for the label.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, html, json }

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(help: "How the words that decided are found.") var method = ExplanationMethod.full
  @Option(help: "What is printed.") var format = Format.text
  @Flag(help: "Also find the fewest words without which the label would be another.") var counterfactual = false
  @Flag(help: "Also every word by itself, with what it did before shares are taken.") var details = false
  @Argument(help: "The text; - reads it from standard input.") var text: String

  func run() throws {
    let model = try modelOptions.load(polarities: polarityOptions.polarities)
    guard !counterfactual || model.problem != .regression else {
      throw ValidationError("--counterfactual: \(model.name) gives a number, which has no other label")
    }
    var text = text
    if text == "-" {
      var input = StandardInput()
      let bytes = input.readAll()
      text = String(decoding: bytes, as: UTF8.self)
      if String(validating: bytes, as: UTF8.self) == nil {
        warn("standard input: not valid UTF-8; unreadable bytes were replaced. Convert it: iconv -t UTF-8")
      }
      if text.last?.isNewline ?? false { text.removeLast() }
    }
    guard let result = model.classify([text], .init(method: method)).first else { return }
    let contrast = counterfactual ? model.counterfactual(to: text) : nil
    switch format {
    case .json:
      var object = result.json(text: text, explain: true, details: details, method: method).objectValue ?? JSONObject()
      if counterfactual { object["counterfactual"] = contrast?.json(text: text) ?? .null }
      writeText(JSONValue.object(object).serialized() + "\n")
    case .html:
      let page = ExplanationPage(
        text, result, model: model.name, method: method,
        contrast: counterfactual ? sentence(contrast, text, result) : nil)
      writeText(page.html)
    case .text: writeText(plain(text, result, counterfactual ? sentence(contrast, text, result) : nil))
    }
  }

  private func plain(_ text: String, _ result: Classification, _ contrast: String?) -> String {
    var lines = [result.summary, Terminal(of: 1).hasColours ? result.coloured(text) : text]
    lines += result.keyTokens.map { String(format: "%+.3f", $0.weight) + "  \($0.text)" }
    if details {
      lines += ["", "every word, its share, and what it did as the method counts it:"]
      lines += result.words.map { String(format: "%+.3f  %+9.5f", $0.weight, $0.score) + "  \($0.text)" }
      if let rest = result.rest {
        lines.append(String(format: "        %+9.5f", rest) + "  what no word holds")
      }
    }
    lines += [result.emptySentence, result.unreadSentence(of: text), contrast].compactMap { $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  private func sentence(_ contrast: Counterfactual?, _ text: String, _ result: Classification) -> String {
    guard result.words.count > 1 else { return "There are no words that could be left out of others." }
    return contrast?.sentence(of: text) ?? Counterfactual.notFound
  }
}

extension ExplanationMethod: ExpressibleByArgument {}

extension Classification {
  /// The text with each word that did something on a ground of its colour, from 256.
  fileprivate func coloured(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let strongest = words.map { abs($0.weight) }.max() ?? 0
    let (red, green, blue, grey) = (
      [224, 217, 210, 203, 196], [194, 157, 120, 83, 46], [189, 153, 117, 81, 39], [254, 252, 250, 248, 246]
    )
    let (supporting, opposing) =
      switch polarity {
      case .negative: (red, green)
      case .positive: (green, red)
      case .neutral, .unknown: (blue, grey)
      }
    var (output, position) = ("", 0)
    for word in words where word.range.lowerBound >= position {
      let share = abs(word.weight) / max(strongest, .leastNormalMagnitude)
      guard share > 0.1 else { continue }
      let shade = (word.weight > 0 ? supporting : opposing)[min(4, Int(share * 5))]
      output += String(decoding: bytes[position..<word.range.lowerBound], as: UTF8.self)
      output += "\u{1B}[\(word.weight > 0 ? "" : "4;")38;5;16;48;5;\(shade)m\(word.text)\u{1B}[0m"
      position = word.range.upperBound
    }
    return output + String(decoding: bytes[position...], as: UTF8.self)
  }
}
