import LanguageServerProtocol
import Reviews
import SentimentAnalysis

extension Document {
  /// What a review is called in lists: `negative 97% What a waste of time…`.
  func name(ofReview index: Int) -> String {
    let text = text(ofReview: index).string.excerpt().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return verdicts[index].map { "\(plainText($0.heading)) \(text)" } ?? text
  }

  /// A phrase that decided, and the side that it speaks for.
  struct MarkedPhrase {
    /// UTF-8 offsets into the document.
    var range: Range<Int>
    /// Whether it supports the label.
    var supports: Bool
    var side: Polarity
  }

  /// The phrases that decided the label of a review, in the document's order.
  func phrases(ofReview index: Int) -> [MarkedPhrase] {
    guard let verdict = verdicts[index] else { return [] }
    let text = text(ofReview: index)
    return verdict.phrases.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { phrase in
      let supports = phrase.weight > 0
      return MarkedPhrase(
        range: text.documentRange(of: phrase.range), supports: supports,
        side: supports ? verdict.polarity : verdict.polarity.opposite)
    }
  }

  /// The reviews that stand at least partly in a range of bytes.
  func reviews(in range: Range<Int>) -> Range<Int> {
    let first = table.reviews.partitioningIndex { $0.range.upperBound >= range.lowerBound }
    return first..<max(first, table.reviews.partitioningIndex { $0.range.lowerBound > range.upperBound })
  }
}

extension Collection<Verdict?> {
  /// How many have which label, the uncertain by themselves, most first.
  var counts: [(label: String, count: Int)] {
    var counts: [String: Int] = [:]
    for case let verdict? in self { counts[verdict.isUncertain ? "uncertain" : verdict.label, default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// `12 reviews`
  var title: String { count == 1 ? "1 review" : "\(count) reviews" }

  /// How many have none yet.
  var unreadCount: Int { count { $0 == nil } }
}

extension Polarity {
  /// The side that what speaks against a label on this one speaks for.
  fileprivate var opposite: Polarity {
    switch self {
    case .negative: .positive
    case .positive: .negative
    case .neutral, .unknown: .unknown
    }
  }
}
