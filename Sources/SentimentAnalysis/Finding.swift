/// Something worth telling the reader of a document: one review and what the model says of it.
public struct Finding: Sendable, Hashable {
  /// How loudly a finding is shown.
  public enum Severity: String, Sendable, Hashable {
    /// Something is wrong.
    case warning
    /// Something is worth knowing.
    case information
  }

  /// What was read.
  public var review: Review
  /// What the model says of it.
  public var classification: Classification
  /// How loudly to say so.
  public var severity: Severity

  /// `negative 97% (waste of time, confusing, terrible)`
  public var message: String {
    let words = classification.supportingWords(most: 3)
    let reason = words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    return "\(classification.label) \(classification.percentage)%\(reason)"
  }

  /// The finding for a review; nil where there is nothing to flag: only negative reviews are.
  public init?(_ review: Review, _ classification: Classification) {
    guard Polarity(label: classification.label) == .negative else { return nil }
    self.review = review
    self.classification = classification
    severity = .warning
  }
}

extension Classification {
  /// The confidence in whole per cent; only certainty reads 100. A model with broken weights gives 0.
  public var percentage: Int {
    guard confidence.isFinite else { return 0 }
    return confidence < 1 ? min(99, Int((confidence * 100).rounded())) : 100
  }

  /// The words that most support the label, strongest first, each wording once.
  public func supportingWords(most limit: Int) -> [String] {
    var words: [String] = []
    for token in keyTokens where token.weight > 0 && words.count < limit && !words.contains(token.text) {
      words.append(token.text)
    }
    return words
  }
}
