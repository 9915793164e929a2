/// The reviews found in a document.
public struct DocumentReviews: Sendable, Hashable {
  /// The header of a table, or a heading.
  public struct Heading: Sendable, Hashable {
    /// UTF-8 offsets into the document.
    public var range: Range<Int>
    /// The indices of the reviews below the heading.
    public var reviews: Range<Int>
  }

  /// The columns of a table or the keys of JSON.
  public struct Fields: Sendable, Hashable {
    /// Columns of a table, or keys of JSON.
    public enum Unit: String, Sendable { case column, key }

    /// Whether these are columns or keys.
    public var unit: Unit
    /// Those that hold reviews, by name; a column without a name by its number.
    public var read: [String]
    /// All of them.
    public var all: [String]
  }

  /// The reason why a text is no review.
  public enum Skip: Sendable, CaseIterable {
    /// Too few words.
    case short
    /// A sentence that a shop writes where a person wrote nothing.
    case placeholder
    /// Matched by a pattern, or below a directive.
    case ignored
    /// Listed in an ignore file.
    case listed

    /// `2 placeholders`
    func phrase(_ count: Int) -> String {
      switch self {
      case .short: "\(count) too short"
      case .placeholder: "\(count) placeholder\(count == 1 ? "" : "s")"
      case .ignored: "\(count) ignored"
      case .listed: "\(count) in \(IgnoreFile.name)"
      }
    }
  }

  /// The reviews in document order, without overlaps.
  public var reviews: [Review] = []
  /// The headings in document order.
  public var headings: [Heading] = []
  /// The problems that kept reviews from being found, each a sentence with its line.
  public var problems: [String] = []
  /// The columns or keys; nil in plain text and Markdown.
  public internal(set) var fields: Fields?
  /// The number of texts that are no reviews, by reason.
  public internal(set) var skipped: [Skip: Int] = [:]
  /// Whether a plain text does not look like reviews, so that none was looked for.
  public internal(set) var isOtherText = false
  /// Those of the problems that are about `ignore` patterns. The documents of a workspace report each pattern once.
  public internal(set) var patternProblems: [String] = []

  /// The number of reviews that an ignore file lists.
  public var ignoredCount: Int { skipped[.listed] ?? 0 }

  init() {}

  /// Finds the reviews of a document, which must be valid UTF-8.
  ///
  /// A comment line `sentiment:ignore` skips the next review. `sentiment:ignore-begin` and `sentiment:ignore-end` skip the
  /// reviews between them, and `sentiment:ignore-file` skips all reviews.
  ///
  /// - Parameter patterns: the `ignore` patterns of the workspace, which share their time.
  public init(
    of document: [UInt8], format: DocumentFormat, _ rules: ReviewRules = ReviewRules(),
    patterns: IgnorePatterns = IgnorePatterns()
  ) {
    var collector = ReviewCollector(document, rules, patterns)
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
