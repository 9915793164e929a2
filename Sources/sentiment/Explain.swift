import ArgumentParser
import Foundation
import SentimentAnalysis

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows which words of a text decided its sentiment.",
    discussion: """
      In a terminal the words that pull towards negative are red, towards positive green, the strongest bold. Where the \
      label stands on neither side, the words for it are blue, those against it grey.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var polarityOptions: PolarityOptions
  @Option(help: "How the words that decided are found.") var method = ExplanationMethod.full
  @Argument(help: "The text.") var text: String

  func run() throws {
    let model = try modelOptions.load(polarities: polarityOptions.polarities)
    guard let result = model.classify([text], .init(method: method)).first else { return }
    let isPlain = !outputIsTerminal || ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    var output = result.summary + "\n"
    output += (isPlain ? text : coloured(result)) + "\n"
    for token in result.keyTokens {
      output += String(format: "%+.3f", token.weight) + "  \(token.text)\n"
    }
    if let unread = result.unread {
      output += "(bytes \(unread.lowerBound) to \(unread.upperBound) of this long text were not read)\n"
    }
    writeText(output)
  }

  private func coloured(_ result: Classification) -> String {
    let bytes = Array(text.utf8)
    let strongest = result.keyTokens.first.map { abs($0.weight) } ?? 0
    let (supporting, opposing) =
      switch result.polarity {
      case .negative: ("31", "32")
      case .positive: ("32", "31")
      case .neutral, .unknown: ("34", "90")
      }
    var output = ""
    var position = 0
    for token in result.keyTokens.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let share = abs(token.weight) / max(strongest, .leastNormalMagnitude)
      guard share > 0.15, token.range.lowerBound >= position else { continue }
      output += String(decoding: bytes[position..<token.range.lowerBound], as: UTF8.self)
      output += "\u{1B}[\(share > 0.5 ? "1;" : "")\(token.weight > 0 ? supporting : opposing)m\(token.text)\u{1B}[0m"
      position = token.range.upperBound
    }
    return output + String(decoding: bytes[position...], as: UTF8.self)
  }
}
