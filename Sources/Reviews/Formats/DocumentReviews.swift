/// The reviews found in a document.
public struct DocumentReviews: Sendable, Hashable {
  /// The header of a table, or a heading.
  public struct Heading: Sendable, Hashable {
    /// UTF-8 offsets into the document.
    public var range: Range<Int>
    /// The indices of the reviews below the heading.
    public var reviews: Range<Int>
  }

  /// The reviews in document order, without overlaps.
  public var reviews: [Review] = []
  /// The headings in document order.
  public var headings: [Heading] = []
  /// The problems that kept reviews from being found, each a sentence with its line.
  public var problems: [String] = []
  /// The `ignore` patterns that exceeded their time limit on this document.
  public var slowPatterns: [String] = []

  /// The number of reviews that are left out because an ignore file lists them.
  public var ignoredCount = 0

  init() {}

  /// Finds the reviews of a document, which must be valid UTF-8.
  ///
  /// A comment line `sentiment:ignore` skips the next review. `sentiment:ignore-begin` and `sentiment:ignore-end` skip the
  /// reviews between them, and `sentiment:ignore-file` skips all reviews.
  public init(of document: [UInt8], format: DocumentFormat, _ rules: ReviewRules = ReviewRules()) {
    var collector = ReviewCollector(document, rules)
    switch format {
    case .plaintext: collector.readPlainText()
    case .csv: collector.readTable(separator: ",")
    case .tsv: collector.readTable(separator: "\t")
    case .jsonl: collector.readObjects(onePerLine: true)
    case .json: collector.readObjects(onePerLine: false)
    case .markdown: collector.readMarkdown()
    }
    self = collector.finished()
  }
}
