import Reviews

/// The reviews of one document and what decided their labels, as an HTML page that holds all it needs.
public struct DocumentPage: Sendable {
  /// A review that was read.
  public struct Entry: Sendable {
    /// Its text.
    public var text: String
    /// What the model says of it.
    public var verdict: Verdict
    /// The line, from 1, that it begins on.
    public var line: Int

    /// A review that was read.
    public init(text: String, verdict: Verdict, line: Int) {
      (self.text, self.verdict, self.line) = (text, verdict, line)
    }
  }

  /// What the document is called.
  public var title: String
  /// How many reviews there are of which label, in a sentence.
  public var summary: String
  /// The models' names.
  public var models: String
  /// In the document's order.
  public var entries: [Entry]

  /// More make a page that browsers do not like.
  private static let mostEntries = 5000

  /// A page on one document.
  public init(title: String, summary: String, models: String, entries: [Entry]) {
    (self.title, self.summary, self.models, self.entries) = (title, summary, models, entries)
  }

  /// The whole page.
  public var html: String {
    let rows = entries.prefix(Self.mostEntries).map { entry -> [HTML] in
      [
        .text(String(entry.line)), .text(entry.verdict.heading),
        .element("span", ["dir": "auto"], HTML.marked(Array(entry.text.utf8)[...], phrases(of: entry))),
      ]
    }
    let left = entries.count - rows.count
    return HTML.page(
      title,
      .element(
        "header", [:], .element("h1", [:], .text(title)), .element("p", [:], .text(summary)),
        .element("dl", [:], .element("dt", [:], .text("Model")), .element("dd", [:], .text(models)))),
      .element(
        "main", [:], .table("Reviews", ["line", "label", "text"], rows, words: [1, 2]),
        .element("p", [:], .text(left > 0 ? "and \(left) more, which this page leaves out" : ""))))
  }

  private func phrases(of entry: Entry) -> [Classification.KeyToken] {
    entry.verdict.phrases.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { phrase in
      Classification.KeyToken(
        text: entry.text[utf8: phrase.range], range: phrase.range, weight: Double(phrase.weight))
    }
  }
}
