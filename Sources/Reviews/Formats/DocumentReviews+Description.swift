extension DocumentReviews {
  /// Where the reviews were found, and which texts are none: `12 reviews in the column "body"; 2 placeholders, 1 too short`.
  public var origin: String {
    let count = reviews.count == 1 ? "1 review" : "\(reviews.count) reviews"
    return count + (place.map { " " + $0 } ?? "") + (skips.isEmpty ? "" : "; " + skips)
  }

  /// Why no review was found, and what to do; nil if there are reviews, or the user ignores them.
  ///
  /// - Parameters:
  ///   - columnOption: how to name a column: `--column`.
  ///   - textOption: how to have any plain text read.
  public func reasonForNone(columnOption: String, textOption: String) -> String? {
    guard reviews.isEmpty, skipped[.ignored] == nil, skipped[.listed] == nil else { return nil }
    let place = place.map { " " + $0 } ?? ""
    if isOtherText { return "does not look like reviews, so none was looked for; \(textOption)" }
    guard let fields, !fields.all.isEmpty, skips.isEmpty else {
      return "no review found\(place)" + (skips.isEmpty ? "" : " (\(skips))")
    }
    let names = fields.all.map { "\"\($0.excerpt())\"" }.joined(separator: ", ").excerpt(300)
    return "no review found\(place); the \(fields.unit.rawValue)s are \(names); name one with \(columnOption)"
  }

  /// `in the column "body"`; nil for plain text.
  public var place: String? {
    guard let fields, !fields.read.isEmpty else { return nil }
    let names = fields.read.map { "\"\($0.excerpt())\"" }.joined(separator: ", ").excerpt(300)
    return "in the \(fields.unit.rawValue)\(fields.read.count == 1 ? "" : "s") \(names)"
  }

  private var skips: String {
    Skip.allCases.compactMap { reason in skipped[reason].map(reason.phrase) }.joined(separator: ", ")
  }
}
