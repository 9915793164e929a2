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
    return classification.summary + reason
  }

  /// The finding for a review; nil where there is nothing to flag: what stands on the negative side is, and what the user
  /// asked for, which alone is no more than worth knowing.
  public init?(_ review: Review, _ classification: Classification, isAskedFor: Bool = false) {
    let isNegative = classification.polarity == .negative
    guard isNegative || isAskedFor else { return nil }
    self.review = review
    self.classification = classification
    severity = isNegative ? .warning : .information
  }
}
