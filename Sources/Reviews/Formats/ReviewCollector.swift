/// Collects the reviews of a document in document order, without short and ignored ones.
struct ReviewCollector {
  let document: [UInt8]
  let rules: ReviewRules
  private(set) var found = DocumentReviews()

  private var patterns: DocumentPatterns
  /// The offsets of possible directives, and the index of the next one.
  private let directiveOffsets: [Int]
  private var nextDirective = 0
  private var ignoresNext = false
  private var ignoresBlock = false
  private var ignoresFile = false
  private var problemCount = 0
  private let hasUnreadable: Bool
  private var unreadable: (count: Int, first: Int) = (0, 0)

  private static let maximumProblems = 10

  init(_ document: [UInt8], _ rules: ReviewRules, _ patterns: IgnorePatterns) {
    self.document = document
    self.rules = rules
    hasUnreadable = document.hasReplacementCharacter
    directiveOffsets = IgnoreDirective.offsets(in: document)
    self.patterns = DocumentPatterns(rules.ignore, of: patterns)
  }

  /// Whether a line at or after a position may contain a directive.
  func mayHaveDirective(from position: Int) -> Bool { directiveOffsets.last.map { $0 >= position } ?? false }

  /// The directive on a line. Lines must be passed in document order.
  mutating func directive(in line: Range<Int>) -> IgnoreDirective? {
    let offsets = directiveOffsets
    while nextDirective < offsets.count, offsets[nextDirective] < line.lowerBound { nextDirective += 1 }
    guard nextDirective < offsets.count, offsets[nextDirective] < line.upperBound else { return nil }
    return IgnoreDirective(document, line)
  }

  /// Applies a directive to the reviews that are added after it.
  mutating func apply(_ directive: IgnoreDirective) {
    switch directive {
    case .file: ignoresFile = true
    case .begin: ignoresBlock = true
    case .end: (ignoresBlock, ignoresNext) = (false, false)
    case .next: ignoresNext = true
    }
  }

  /// Adds a review unless it is too short or ignored. Its range must be trimmed and after all earlier ranges.
  mutating func add(_ range: Range<Int>, _ notation: Review.Notation = .verbatim) {
    guard !range.isEmpty else { return }
    let review = Review(range: range, notation: notation)
    if hasUnreadable, review.text(in: document).string.isMostlyUnreadable {
      unreadable = (unreadable.count + 1, unreadable.count == 0 ? range.lowerBound : unreadable.first)
      return
    }
    guard wordCount(of: review, enough: rules.minimumLength).reaches(rules.minimumLength) else { return skip(.short) }
    if isPlaceholder(review) { return skip(.placeholder) }
    if isMatched(review) { return skip(.ignored) }
    let isIgnored = ignoresBlock || ignoresNext
    ignoresNext = false
    if isIgnored { return skip(.ignored) }
    if !rules.ignoredReviews.isEmpty,
      rules.ignoredReviews.contains(ReviewFingerprint(of: review.text(in: document).string))
    {
      return skip(.listed)
    }
    found.reviews.append(review)
  }

  private mutating func skip(_ reason: DocumentReviews.Skip) { found.skipped[reason, default: 0] += 1 }

  private func isPlaceholder(_ review: Review) -> Bool {
    review.range.count <= Placeholder.maximumBytes && Placeholder.matches(review.text(in: document).string)
  }

  /// Sets the columns or keys.
  mutating func setFields(_ fields: DocumentReviews.Fields) { found.fields = fields }

  /// Marks the document as a text that does not look like reviews.
  mutating func markAsOtherText() { found.isOtherText = true }

  /// Whether an `ignore` pattern matches.
  private mutating func isMatched(_ review: Review) -> Bool {
    !patterns.isEmpty && patterns.match(review.text(in: document).string)
  }

  /// Counts the words of a review, up to `enough`.
  func wordCount(of review: Review, enough: Int = .max) -> WordCount {
    var count = WordCount()
    if review.notation == .verbatim {
      count.read(document, review.range, enough: enough)
      return count
    }
    for run in WrittenRuns(review, document) where !count.reaches(enough) {
      if let scalar = run.escaped { count.read(scalar) } else { count.read(document, run.range, enough: enough) }
    }
    return count
  }

  /// Adds a heading of the reviews after it, and returns its index. `close` sets its last review.
  mutating func open(heading range: Range<Int>) -> Int {
    let next = found.reviews.count
    found.headings.append(DocumentReviews.Heading(range: range, reviews: next..<next))
    return found.headings.count - 1
  }

  /// Makes a heading cover all reviews added since it was opened.
  mutating func close(heading index: Int) {
    let first = found.headings[index].reviews.lowerBound
    found.headings[index].reviews = first..<found.reviews.count
  }

  /// Records a problem. Only the first `maximumProblems` are kept; the others are counted.
  mutating func report(_ sentence: String, line: Int) {
    problemCount += 1
    if problemCount <= Self.maximumProblems { found.problems.append("Line \(line): \(sentence)") }
  }

  /// The result, after the whole document has been read.
  func finished() -> DocumentReviews {
    var found = found
    found.patternProblems = patterns.problems
    found.problems = found.patternProblems + found.problems
    if problemCount > Self.maximumProblems {
      found.problems.append("\(problemCount - Self.maximumProblems) more problems are not listed.")
    }
    if unreadable.count > 0 {
      let line = Lines(document).prefix { $0.upperBound < unreadable.first }.count + 1
      found.problems.append(
        "Line \(line): \(unreadable.count == 1 ? "a text is" : "\(unreadable.count) texts are") skipped from here on, mostly "
          + "unreadable characters (U+FFFD); save the file again in UTF-8, or name its encoding.")
    }
    if ignoresFile {
      (found.reviews, found.skipped) = ([], [:])
      for index in found.headings.indices { found.headings[index].reviews = 0..<0 }
    }
    return found
  }
}
