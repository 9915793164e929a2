import Reviews

/// A self-contained HTML page of the reviews of one document and their key phrases.
public struct DocumentPage: Sendable {
  /// A row of the page: a review and its verdict.
  public struct Entry: Sendable {
    /// The text of the review.
    public var text: String
    /// The model's verdict.
    public var verdict: Verdict
    /// The 1-based number of the review's first line.
    public var line: Int

    /// A row of the page.
    public init(text: String, verdict: Verdict, line: Int) {
      (self.text, self.verdict, self.line) = (text, verdict, line)
    }
  }

  /// The name of the document.
  public var title: String
  /// A sentence with the number of reviews per label.
  public var summary: String
  /// The names of the models.
  public var models: String
  /// The reviews in document order.
  public var entries: [Entry]

  /// Browsers are slow with longer pages.
  private static let maximumEntries = 5000

  /// A page of one document.
  public init(title: String, summary: String, models: String, entries: [Entry]) {
    (self.title, self.summary, self.models, self.entries) = (title, summary, models, entries)
  }

  /// The whole page.
  public var html: String {
    let hasAspects = entries.contains { $0.verdict.aspects != nil }
    let rows = entries.prefix(Self.maximumEntries).map { entry -> [HTML] in
      [
        .text(String(entry.line)), .text(entry.verdict.heading),
        .element("span", ["dir": "auto"], HTML.marked(Array(entry.text.utf8)[...], phrases(of: entry))),
      ] + (hasAspects ? [HTML.aspects(entry.verdict, in: entry.text)] : [])
    }
    let omitted = entries.count - rows.count
    return HTML.page(
      title,
      .element(
        "header", [:], .element("h1", [:], .text(title)), .element("p", [:], .text(summary)),
        .element("dl", [:], .element("dt", [:], .text("Model")), .element("dd", [:], .text(models)))),
      .element(
        "main", [:],
        .table(
          "Reviews", ["line", "label", "text"] + (hasAspects ? ["aspects"] : []), rows, words: [1, 2, 3]),
        .element("p", [:], .text(omitted > 0 ? "\(omitted) more reviews are not shown." : ""))))
  }

  private func phrases(of entry: Entry) -> [Classification.KeyToken] {
    entry.verdict.phrases.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { phrase in
      Classification.KeyToken(
        text: entry.text[utf8: phrase.range], range: phrase.range, weight: Double(phrase.weight))
    }
  }
}

extension HTML {
  /// The aspects of a review as a list, with the sign of each one's polarity.
  fileprivate static func aspects(_ verdict: Verdict, in text: String) -> HTML {
    let lines = (verdict.aspects ?? []).map { aspect in
      HTML.element("div", [:], .text("\(aspect.polarity.sign) "), .element("bdi", [:], .text(text[utf8: aspect.range])))
    }
    return .element("div", ["dir": "auto"], lines)
  }
}
