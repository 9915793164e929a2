import SentimentAnalysis

/// What the model said of texts, and how it was explained.
typealias ClassificationCache = TwoGenerationCache<ExplainedText, Classification>

/// The same text explained by another method is another entry.
struct ExplainedText: Hashable {
  let text: ExactString
  let method: ExplanationMethod

  /// - Parameter method: nil where that does not matter, so that a quick explanation serves.
  init(_ text: ExactString, by method: ExplanationMethod?) {
    (self.text, self.method) = (text, method ?? .quick)
  }
}

extension ClassificationCache {
  /// An empty cache.
  init(limit: Int = 4096, byteLimit: Int = 64 << 20) {
    self.init(limit: limit, byteLimit: byteLimit) { key, classification in
      let words = [classification.keyTokens, classification.words].joined()
      return key.text.value.utf8.count + words.reduce(0) { $0 + 64 + $1.text.utf8.count }
        + 32 * classification.pieces.count
    }
  }
}
