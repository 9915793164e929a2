import LanguageServerProtocol
import SentimentAnalysis

/// What is shown over a review: label, confidence, the words that decided with their signed weights, what was not read, and
/// the model.
func describe(
  _ classification: Classification, of review: String, model: String, as kind: MarkupContent.Kind
) -> MarkupContent {
  func text(_ string: String) -> String {
    let line = string.split(whereSeparator: \.isNewline).joined(separator: " ")
    return kind == .markdown ? escaped(line) : line
  }
  let label = kind == .markdown ? "**\(text(classification.label))**" : classification.label
  let words = classification.keyTokens.prefix(8).map { "\(text($0.text)) \(signed($0.weight))" }
  let paragraphs = [
    "\(label) \(classification.measure)", words.joined(separator: ", "),
    classification.unreadSentence(of: review) ?? "", "model: \(text(model))",
  ]
  let separator = kind == .markdown ? "\n\n" : "\n"
  return MarkupContent(kind: kind, value: paragraphs.filter { !$0.isEmpty }.joined(separator: separator))
}

/// Keeps text from being read as Markdown: every ASCII punctuation mark may stand behind a backslash.
func escaped(_ text: String) -> String {
  String(text.flatMap { "\\`*_{}[]<>()#+-!|~&.".contains($0) ? ["\\", $0] : [$0] })
}

/// `+0.41`
private func signed(_ weight: Double) -> String {
  let hundredths = weight.isFinite ? Int((max(-1, min(weight, 1)) * 100).rounded()) : 0
  let magnitude = hundredths.magnitude
  return "\(hundredths < 0 ? "-" : "+")\(magnitude / 100).\(magnitude % 100 < 10 ? "0" : "")\(magnitude % 100)"
}
