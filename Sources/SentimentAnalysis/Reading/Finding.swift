public import Reviews

/// What is reported of a review: what the model says of it, and how severe that is.
public struct Finding: Sendable {
  /// The place of the review among those of the document.
  public var index: Int
  /// Where it stands.
  public var review: Review
  /// The document, in UTF-8.
  let document: [UInt8]
  /// What the model says of it.
  public var verdict: Verdict
  /// By the settings.
  public var severity: Severity
  /// All that the model said, where that was kept.
  public var classification: Classification?

  /// What was read.
  public var text: ReviewText { review.text(in: document) }
  /// `negative 97% (waste of time, confusing, terrible)`
  public var message: String { verdict.message(text.string) }
}

extension Settings {
  /// The severity of a verdict; nil where settings leave out its side, or its confidence is too low.
  public func severity(of verdict: Verdict) -> Severity? {
    if let confidence = verdict.confidence, Double(confidence) < minimumConfidence { return nil }
    return severities[verdict.side]
  }
}

extension Verdict {
  /// The side by which settings give it a severity.
  public var side: Settings.Side {
    if isUncertain { return .uncertain }
    switch polarity {
    case .negative: return .negative
    case .neutral: return .neutral
    case .positive: return .positive
    case .unknown: return .none
    }
  }
}
