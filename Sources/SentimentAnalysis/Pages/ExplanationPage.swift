import Foundation

/// A self-contained HTML page of one text and its explanation.
public struct ExplanationPage {
  /// The classified text.
  public var text: String
  /// The classification, with its explanation.
  public var classification: Classification
  /// The name of the model.
  public var model: String
  /// The method of the explanation.
  public var method: ExplanationMethod
  /// A sentence about the words whose removal changes the label; nil if it was not requested.
  public var contrast: String?

  /// A page of one text.
  public init(
    _ text: String, _ classification: Classification, model: String, method: ExplanationMethod, contrast: String? = nil
  ) {
    (self.text, self.classification, self.model, self.method, self.contrast) =
      (text, classification, model, method, contrast)
  }

  /// The whole page.
  public var html: String {
    let marked = HTML.marked(Array(text.utf8)[...], classification.words)
    var sections = [HTML.element("div", ["class": "text", "dir": "auto"], marked)]
    if let empty = classification.emptySentence { sections.append(.element("p", [:], .text(empty))) }
    if let unread = classification.unreadSentence(of: text) { sections.append(.element("p", [:], .text(unread))) }
    if let contrast { sections.append(.element("p", [:], .text(contrast))) }
    sections.append(table)
    if classification.unsupportedLanguage == nil {
      sections += classification.heads.compactMap(aspects)
      sections += classification.heads.compactMap(\.trait).map { .element("p", [:], .text($0)) }
    }
    return HTML.page(
      "\(classification.summary): \(text)",
      .element(
        "header", [:], .element("h1", [:], .text(classification.summary)),
        .element(
          "dl", [:], .element("dt", [:], .text("Model")), .element("dd", [:], .text(model)),
          .element("dt", [:], .text("Explanation method")), .element("dd", [:], .text(method.rawValue)))),
      .element("main", [:], sections))
  }

  /// The aspects that a head finds, with the words that decided each one's polarity; nil for other heads.
  private func aspects(_ answer: HeadAnswer) -> HTML? {
    guard let aspects = answer.aspects, !aspects.isEmpty else { return nil }
    let rows = aspects.map { aspect -> [HTML] in
      let words = answer.explanations.first { $0.span == aspect.range }?.deciding.prefix(4).map(\.text) ?? []
      return [
        .element("bdi", [:], .text(aspect.text)), .text(aspect.label), .text(String(format: "%.2f", aspect.confidence)),
        .element("bdi", [:], .text(words.joined(separator: ", "))),
      ]
    }
    return .table("Aspects", ["aspect", "polarity", "confidence", "words that decided it"], rows, words: [0, 1, 3])
  }

  private var table: HTML {
    let strongest = classification.keyTokens.first.map { abs($0.weight) } ?? 0
    let rows = classification.keyTokens.prefix(40).map { token -> [HTML] in
      let width = String(format: "%.1f", 8 * abs(token.weight) / max(strongest, .leastNormalMagnitude))
      return [
        .element("bdi", [:], .text(token.text)), .text(String(format: "%+.3f", token.weight)),
        .element("span", ["class": token.weight > 0 ? "bar" : "bar against", "style": "width: \(width)rem"]),
      ]
    }
    return .table(
      "Key phrases: positive weights support \(classification.label), negative weights oppose it",
      ["words", "weight", ""], rows,
      words: [0, 2])
  }
}

extension HTML {
  /// A text, or a part of it, with the words marked whose weight is more than a fifth of the largest.
  ///
  /// - Parameters:
  ///   - bytes: the text or part in UTF-8; its indices are offsets into the whole text.
  ///   - words: the words of the whole text, in order.
  package static func marked(_ bytes: ArraySlice<UInt8>, _ words: [Classification.KeyToken]) -> [HTML] {
    let strongest = words.map { abs($0.weight) }.max() ?? 0
    var (parts, position): ([HTML], Int) = ([], bytes.startIndex)
    func plain(_ range: Range<Int>) -> HTML { .text(String(decoding: bytes[range], as: UTF8.self)) }
    for word in words where word.range.lowerBound >= position && word.range.upperBound <= bytes.endIndex {
      let share = abs(word.weight) / max(strongest, .leastNormalMagnitude)
      guard share > 0.2 else { continue }
      let kind = (word.weight > 0 ? "for" : "against") + (share > 0.5 ? " strong" : "")
      parts.append(plain(position..<word.range.lowerBound))
      parts.append(.element("mark", ["class": kind, "title": String(format: "%+.3f", word.weight)], plain(word.range)))
      position = word.range.upperBound
    }
    return parts + [plain(position..<bytes.endIndex)]
  }
}
