public import Reviews

/// Something worth telling the reader of a document: one review and what the model says of it.
public struct Finding: Sendable {
  /// The place of the review among those of the document.
  public var index: Int
  /// Where it stands.
  public var review: Review
  /// The document, in UTF-8.
  let document: [UInt8]
  /// What the model says of it.
  public var verdict: Verdict
  /// How loudly to say so.
  public var severity: Severity
  /// All that the model said, where that was kept.
  public var classification: Classification?

  /// What was read.
  public var text: ReviewText { review.text(in: document) }
  /// `negative 97% (waste of time, confusing, terrible)`
  public var message: String { verdict.message(text.string) }
}

extension Settings {
  /// How loudly a verdict is told; nil where it is not, since nobody wants to know of its side or it is too little sure.
  public func severity(of verdict: Verdict) -> Severity? {
    if let confidence = verdict.confidence, Double(confidence) < minimumConfidence { return nil }
    return severities[verdict.side]
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
