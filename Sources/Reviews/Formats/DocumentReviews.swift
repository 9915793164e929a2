/// The reviews of a document.
public struct DocumentReviews: Sendable, Hashable {
  /// A line that stands above reviews: the header of a table, a heading.
  public struct Heading: Sendable, Hashable {
    /// UTF-8 offsets into the document.
    public var range: Range<Int>
    /// Which of the reviews stand below it.
    public var reviews: Range<Int>
  }

  /// In the document's order; they do not overlap.
  public var reviews: [Review] = []
  /// In the document's order.
  public var headings: [Heading] = []
  /// What kept some or all reviews from being found, each a sentence with its line.
  public var problems: [String] = []
  /// Patterns under `ignore` that take too long here, and would again.
  public var slowPatterns: [String] = []

  init() {}

  /// Finds the reviews of a document, which must be valid UTF-8.
  ///
  /// A line that begins, behind the marks of a comment, with `sentiment:ignore` keeps the next review from being read;
  /// `sentiment:ignore-begin` and `sentiment:ignore-end` do so for those between them, `sentiment:ignore-file` for all.
  public init(of document: [UInt8], format: DocumentFormat, _ rules: ReadingRules = ReadingRules()) {
    var collector = ReviewCollector(document, rules)
    switch format {
    case .plaintext: collector.readPlainText()
    case .csv: collector.readTable(separator: ",")
    case .tsv: collector.readTable(separator: "\t")
    case .jsonl: collector.readObjects(oneALine: true)
    case .json: collector.readObjects(oneALine: false)
    case .markdown: collector.readMarkdown()
    }
    self = collector.finished()
  }
}
