import LanguageServerProtocol
import Reviews
import SentimentAnalysis

/// The text of a hover.
struct HoverText: Sendable {
  let kind: MarkupContent.Kind

  /// The limit of a review's excerpt.
  private static let byteLimit = 600
  private static let sentenceLimit = 12

  /// Describes a review: label, confidence with a bar, the text with its key phrases, its aspects, the phrases' weights, the
  /// answers of other heads, the weight of each sentence, the part that was not read, and the model.
  ///
  /// - Parameter aspect: the aspect at the position, and the words that decided its polarity.
  func describe(
    _ verdict: Verdict, _ review: String, aspect: (Verdict.Aspect, HeadExplanation?)? = nil, model: String
  ) -> String {
    var paragraphs = [title(verdict)]
    if let (aspect, explanation) = aspect { paragraphs.append(decision(on: aspect, explanation, review)) }
    paragraphs.append(marked(review, verdict.phrases))
    paragraphs.append(aspects(verdict, review))
    paragraphs.append(weights(verdict, review))
    paragraphs.append(verdict.traits.map(line).joined(separator: lineBreak))
    paragraphs.append(sentences(verdict, review))
    paragraphs.append(verdict.truncationNote.map(escaped) ?? "")
    paragraphs.append("model: \(line(model))")
    return joined(paragraphs)
  }

  /// Summarizes the reviews below a heading.
  func summary(_ verdicts: ArraySlice<Verdict?>) -> String {
    let unread = verdicts.unreadCount
    let rows = verdicts.labelCounts.map { label, count in
      let share = Double(count) / Double(max(1, verdicts.count - unread))
      return "\(bar(share)) \(line(label)) \(count) (\(Int((share * 100).rounded()))%)"
    }
    return joined(
      [kind == .markdown ? "**\(verdicts.title)**" : verdicts.title] + [rows.joined(separator: lineBreak)]
        + (unread > 0 ? ["\(unread) not read yet"] : []))
  }

  private func title(_ verdict: Verdict) -> String {
    if verdict.unsupportedLanguage != nil {
      return kind == .markdown ? "**\(line(verdict.heading))**" : verdict.heading
    }
    let label = kind == .markdown ? "**\(line(verdict.label))**" : line(verdict.label)
    let blocks = verdict.confidence.map { " " + bar(Double($0)) } ?? ""
    let notes =
      (verdict.isMixed && verdict.polarity != .mixed ? ["mixed"] : []) + (verdict.isUncertain ? ["uncertain"] : [])
    return "\(label) \(verdict.measure)\(blocks)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
  }

  /// `food negative 92%: terrible +0.41 · cold +0.22`
  private func decision(on aspect: Verdict.Aspect, _ explanation: HeadExplanation?, _ review: String) -> String {
    let name = line(review[utf8: aspect.range].excerpt())
    let words = (explanation?.deciding.prefix(4) ?? []).map { "\(line($0.text.excerpt())) \(signed(Float($0.weight)))" }
    return (kind == .markdown ? "**\(name)**" : name)
      + " \(aspect.polarity.rawValue) \(percent(Double(aspect.confidence)))"
      + (words.isEmpty ? "" : ": " + words.joined(separator: " · "))
  }

  /// A line of aspects for each polarity: `− food 92%, price 71%`.
  private func aspects(_ verdict: Verdict, _ review: String) -> String {
    [Polarity.negative, .positive, .mixed, .neutral, .unknown].compactMap { polarity in
      let names = (verdict.aspects ?? []).filter { $0.polarity == polarity }
        .map { "\(line(review[utf8: $0.range].excerpt())) \(percent(Double($0.confidence)))" }
      return names.isEmpty ? nil : "\(line(polarity.sign)) \(names.joined(separator: ", "))"
    }.joined(separator: lineBreak)
  }

  /// The weights of the key phrases. Without aspects, those for the label and those against it have a line each.
  private func weights(_ verdict: Verdict, _ review: String) -> String {
    func list(_ phrases: [Verdict.Phrase]) -> String {
      phrases.map { "\(line(review[utf8: $0.range].excerpt())) \(signed($0.weight))" }.joined(separator: " · ")
    }
    let (supporting, opposing) = (verdict.phrases.filter { $0.weight > 0 }, verdict.phrases.filter { $0.weight <= 0 })
    guard verdict.aspects == nil, !supporting.isEmpty, !opposing.isEmpty else { return list(verdict.phrases) }
    return ["for: \(list(supporting))", "against: \(list(opposing))"].joined(separator: lineBreak)
  }

  /// Ten blocks, of which a share is filled.
  private func bar(_ share: Double) -> String {
    let filled = share.isFinite ? Int((max(0, min(1, share)) * 10).rounded()) : 0
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 10 - filled)
  }

  /// The text with supporting phrases bold and opposing ones struck out; without Markdown in [+ +] and [- -]. A long text is
  /// cut to the part around its strongest phrase.
  private func marked(_ review: String, _ phrases: [Verdict.Phrase]) -> String {
    let bytes = Array(review.utf8)
    let shown = Self.excerpt(bytes, around: phrases.first?.range)
    var (text, position) = (shown.lowerBound > 0 ? "…" : "", shown.lowerBound)
    func part(_ range: Range<Int>) -> String { line(String(decoding: bytes[range], as: UTF8.self)) }
    for phrase in phrases.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard phrase.range.lowerBound >= position, phrase.range.upperBound <= shown.upperBound else { continue }
      let (open, close) =
        switch (kind, phrase.weight > 0) {
        case (.markdown, true): ("**", "**")
        case (.markdown, false): ("~~", "~~")
        case (.plaintext, true): ("[+", "+]")
        case (.plaintext, false): ("[-", "-]")
        }
      // Adjacent marks would be shown as text.
      let isOneWithLast = position == phrase.range.lowerBound && text.hasSuffix(close)
      if isOneWithLast { text.removeLast(close.count) }
      text += part(position..<phrase.range.lowerBound) + (isOneWithLast ? "" : open) + part(phrase.range) + close
      position = phrase.range.upperBound
    }
    text += part(position..<shown.upperBound) + (shown.upperBound < bytes.count ? "…" : "")
    return kind == .markdown ? "> " + text : text
  }

  /// The part of a text to show. It begins and ends between scalars.
  private static func excerpt(_ bytes: [UInt8], around phrase: Range<Int>?) -> Range<Int> {
    func boundary(_ offset: Int) -> Int {
      var offset = max(0, min(offset, bytes.count))
      while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
      return offset
    }
    guard bytes.count > byteLimit else { return 0..<bytes.count }
    let end = phrase?.upperBound ?? 0
    let start = end > byteLimit ? boundary((phrase?.lowerBound ?? 0) - byteLimit / 2) : 0
    return start..<boundary(start + byteLimit)
  }

  /// The weights of the strongest sentences, in the text's order.
  private func sentences(_ verdict: Verdict, _ review: String) -> String {
    guard verdict.sentences.count > 1 else { return "" }
    let ranges = Sentences.ranges(in: review)
    let strongest = verdict.sentences.indices.sorted { abs(verdict.sentences[$0]) > abs(verdict.sentences[$1]) }
      .prefix(Self.sentenceLimit).sorted()
    return strongest.filter { $0 < ranges.count }.map { index in
      "\(signed(verdict.sentences[index])) \(line(review[utf8: ranges[index]].excerpt(80)))"
    }.joined(separator: lineBreak)
  }

  /// A line break within a paragraph.
  private var lineBreak: String { kind == .markdown ? "  \n" : "\n" }

  private func joined(_ paragraphs: [String]) -> String {
    paragraphs.filter { !$0.isEmpty }.joined(separator: kind == .markdown ? "\n\n" : "\n")
  }

  /// The text on one line, with markup escaped and control characters replaced.
  func line(_ text: String) -> String {
    // CR LF becomes one space.
    escaped(text.replacing("\r\n", with: "\n").onOneLine)
  }

  /// Escapes Markdown: a backslash may precede any ASCII punctuation mark (CommonMark 2.4).
  private func escaped(_ text: String) -> String {
    guard kind == .markdown else { return text }
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if "\\`*_{}[]<>()#+-!|~&.:@".unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}

/// `+0.41`, or `−0.12`.
func signed(_ weight: Float) -> String {
  let hundredths = weight.isFinite ? Int((max(-1, min(weight, 1)) * 100).rounded()) : 0
  let magnitude = hundredths.magnitude
  return "\(hundredths < 0 ? "−" : "+")\(magnitude / 100).\(magnitude % 100 < 10 ? "0" : "")\(magnitude % 100)"
}
