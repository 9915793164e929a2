public import Reviews

/// Something worth telling the reader of a document: one review and what the model says of it.
public struct Finding: Sendable {
  /// Where it stands.
  public var review: Review
  /// What was read.
  public var text: ReviewText
  /// What the model says of it.
  public var verdict: Verdict
  /// How loudly to say so.
  public var severity: Severity

  /// `negative 97% (waste of time, confusing, terrible)`
  public var message: String { verdict.message(text.string) }
}

extension Settings {
  /// How loudly a verdict is told; nil where it is not, since nobody wants to know of its side or it is too little sure.
  public func severity(of verdict: Verdict) -> Severity? {
    if let confidence = verdict.confidence, Double(confidence) < minimumConfidence { return nil }
    return severities[verdict.side]
  }

  /// The finding for a review; nil where there is nothing to tell.
  public func finding(for review: Review, text: ReviewText, _ verdict: Verdict) -> Finding? {
    severity(of: verdict).map { Finding(review: review, text: text, verdict: verdict, severity: $0) }
  }
}

extension Verdict {
  /// What settings call the side that it is told as.
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
