public import Reviews

/// A reported review: its verdict and severity.
public struct Finding: Sendable {
  /// The index of the review in the document.
  public var index: Int
  /// The place of the review in the document.
  public var review: Review
  /// The document, in UTF-8.
  let document: [UInt8]
  /// The model's verdict.
  public var verdict: Verdict
  /// The severity, by the settings.
  public var severity: Severity
  /// The model's full output, if it was kept.
  public var classification: Classification?

  /// The text of the review.
  public var text: ReviewText { review.text(in: document) }
  /// `negative 97% (waste of time, confusing, terrible)`
  public var message: String { verdict.message(text.string) }
}

extension Settings {
  /// The severity of a verdict; nil if its polarity is not reported or its confidence is too low.
  public func severity(of verdict: Verdict) -> Severity? {
    if let confidence = verdict.confidence, Double(confidence) < minimumConfidence { return nil }
    return severities[verdict.reportedPolarity]
  }
}

extension Verdict {
  /// The polarity that determines the severity: that of the label; if the label is uncertain, `mixed` for a mixed review, else
  /// `uncertain`.
  public var reportedPolarity: Settings.ReportedPolarity {
    if isUncertain { return isMixed ? .mixed : .uncertain }
    switch polarity {
    case .negative: return .negative
    case .neutral: return .neutral
    case .positive: return .positive
    case .mixed: return .mixed
    case .unknown: return .none
    }
  }
}
