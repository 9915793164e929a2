import LanguageServerProtocol
import Reviews
import SentimentAnalysis

extension Document {
  /// `12 reviews: 7 negative (58%), 4 positive (33%), 1 uncertain (8%); in the column "body"`
  var summary: String {
    let unread = verdicts.unreadCount
    let read = max(1, verdicts.count - unread)
    let parts = verdicts.labelCounts.map {
      "\($0.count) \($0.label.excerpt()) (\(Int((Double($0.count) / Double(read) * 100).rounded()))%)"
    }
    if isIncluded, let reasonForNoReviews {
      return reasonForNoReviews.prefix(1).uppercased() + reasonForNoReviews.dropFirst()
    }
    let labels = [verdicts.title, (parts + (unread > 0 ? ["\(unread) not read"] : [])).joined(separator: ", ")]
      .filter { !$0.isEmpty }.joined(separator: ": ")
    return [labels, table.found.place, languages].compactMap(\.self).joined(separator: "; ")
  }

  /// A note on the findings beyond `maximumFindings`; nil where there are none.
  var hiddenFindings: String? {
    let count = verdicts.count { $0.flatMap(settings.severity) != nil }
    let hidden = count - settings.maximumFindings
    return hidden > 0
      ? "\(uri): \(hidden) of \(count) findings are not shown; raise sentiment.maximumFindings to see more." : nil
  }

  /// The name of a review in lists: `negative 97% What a waste of time…`.
  func name(ofReview index: Int) -> String {
    let text = text(ofReview: index).string.excerpt().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return verdicts[index].map { "\(plainText($0.heading)) \(text)" } ?? text
  }

  /// A key phrase, and the polarity that it speaks for.
  struct MarkedPhrase {
    /// UTF-8 offsets into the document.
    var range: Range<Int>
    /// Whether it supports the label.
    var supports: Bool
    var side: Polarity
  }

  /// The key phrases of a review, in the document's order.
  func phrases(ofReview index: Int) -> [MarkedPhrase] {
    guard let verdict = verdicts[index] else { return [] }
    let text = text(ofReview: index)
    return verdict.phrases.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { phrase in
      let supports = phrase.weight > 0
      return MarkedPhrase(
        range: text.documentRange(of: phrase.range), supports: supports,
        side: supports ? verdict.polarity : verdict.opposingPolarity)
    }
  }

  /// The reviews that overlap or touch a range of bytes.
  func reviews(in range: Range<Int>) -> Range<Int> {
    let first = table.reviews.partitioningIndex { $0.range.upperBound >= range.lowerBound }
    return first..<max(first, table.reviews.partitioningIndex { $0.range.lowerBound > range.upperBound })
  }
}

extension Collection<Verdict?> {
  /// The number of verdicts with each label, largest first. Uncertain ones count under `mixed` or `uncertain`.
  var labelCounts: [(label: String, count: Int)] {
    var counts: [String: Int] = [:]
    for case let verdict? in self { counts[verdict.countedLabel, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// `12 reviews`
  var title: String { count == 1 ? "1 review" : "\(count) reviews" }

  /// The number of reviews without a verdict.
  var unreadCount: Int { count { $0 == nil } }
}
