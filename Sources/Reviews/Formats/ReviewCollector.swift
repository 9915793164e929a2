/// Gathers the reviews that a format finds, in the document's order, without those that are not to be read.
struct ReviewCollector {
  let document: [UInt8]
  let rules: ReadingRules
  private(set) var found = DocumentReviews()

  private var patterns: [IgnorePattern]
  /// Where directives may stand, and the first of them that was not passed yet.
  private let places: [Int]
  private var nextPlace = 0
  private var ignoresNext = false
  private var ignoresBlock = false
  private var ignoresFile = false
  private var problemCount = 0

  private static let maximumProblems = 10

  init(_ document: [UInt8], _ rules: ReadingRules) {
    self.document = document
    self.rules = rules
    places = IgnoreDirective.places(in: document)
    var problems: [String] = []
    // A pattern that does no harm takes a third of the part that grows with the document.
    let patience = Duration.seconds(2) + .nanoseconds(100 * document.count)
    patterns = rules.ignore.compactMap { pattern in
      let usable = IgnorePattern(pattern, patience: patience)
      if usable == nil { problems.append("\"\(pattern)\" is no regular expression, and ignores nothing.") }
      return usable
    }
    found.problems = problems
  }

  /// Whether any line at or behind a position may hold a directive.
  func mayHoldDirective(from position: Int) -> Bool { places.last.map { $0 >= position } ?? false }

  /// The directive that a line holds. Lines are to be given in the document's order.
  mutating func directive(in line: Range<Int>) -> IgnoreDirective? {
    while nextPlace < places.count, places[nextPlace] < line.lowerBound { nextPlace += 1 }
    guard nextPlace < places.count, places[nextPlace] < line.upperBound else { return nil }
    return IgnoreDirective(document, line)
  }

  /// Obeys a directive, once all reviews above it were added.
  mutating func obey(_ directive: IgnoreDirective) {
    switch directive {
    case .file: ignoresFile = true
    case .begin: ignoresBlock = true
    case .end: (ignoresBlock, ignoresNext) = (false, false)
    case .next: ignoresNext = true
    }
  }

  /// Takes what may be a review; its range must have no white space around and stand behind those taken before.
  mutating func add(_ range: Range<Int>, _ notation: Review.Notation = .verbatim) {
    guard !range.isEmpty else { return }
    let review = Review(range: range, notation: notation)
    guard wordCount(of: review, enough: rules.minimumLength).reaches(rules.minimumLength) else { return }
    if isMatched(review) { return }
    let isIgnored = ignoresBlock || ignoresNext
    ignoresNext = false
    if !isIgnored { found.reviews.append(review) }
  }

  /// Whether a pattern of the user's matches; those that take too long are given up.
  private mutating func isMatched(_ review: Review) -> Bool {
    guard !patterns.isEmpty else { return false }
    let text = review.text(in: document).string
    for index in patterns.indices.reversed() {
      guard let isMatch = patterns[index].matches(text) else {
        let pattern = patterns.remove(at: index).pattern
        found.slowPatterns.append(pattern)
        found.problems.append("\"\(pattern.excerpt())\" under ignore takes too long here, and ignores nothing more.")
        continue
      }
      if isMatch { return true }
    }
    return false
  }

  /// The words of a review; of a long one no more than are `enough`.
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

  /// Adds a heading that covers the reviews from the next one on, for now none; returns its index.
  mutating func open(heading range: Range<Int>) -> Int {
    let next = found.reviews.count
    found.headings.append(DocumentReviews.Heading(range: range, reviews: next..<next))
    return found.headings.count - 1
  }

  /// Lets a heading cover all reviews since.
  mutating func close(heading index: Int) {
    let first = found.headings[index].reviews.lowerBound
    found.headings[index].reviews = first..<found.reviews.count
  }

  /// Tells what kept reviews from being found. Of many places the first are told.
  mutating func report(_ sentence: String, line: Int) {
    problemCount += 1
    if problemCount <= Self.maximumProblems { found.problems.append("Line \(line): \(sentence)") }
  }

  /// The reviews, once all of the document was seen.
  func finished() -> DocumentReviews {
    var found = found
    if problemCount > Self.maximumProblems {
      found.problems.append("There are \(problemCount - Self.maximumProblems) more such places.")
    }
    if ignoresFile {
      found.reviews = []
      for index in found.headings.indices { found.headings[index].reviews = 0..<0 }
    }
    return found
  }
}
