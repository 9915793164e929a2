import Reviews

/// The reviews of a document in languages that its models do not read.
public struct UnsupportedLanguages: Sendable {
  private var counts: [Language: Int] = [:]

  /// No reviews yet.
  public init() {}

  /// Counts a verdict.
  public mutating func add(_ verdict: Verdict) {
    if let language = verdict.unsupportedLanguage { counts[language, default: 0] += 1 }
  }

  /// `30 reviews are in languages that the model does not read (German 28, French 2), and uncertain`; nil without any.
  public var sentence: String? {
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return nil }
    let parts = counts.sorted { ($1.value, $0.key.name) < ($0.value, $1.key.name) }.map { "\($0.key.name) \($0.value)" }
    let subject = total == 1 ? "1 review is in a language" : "\(total) reviews are in languages"
    return "\(subject) that the model does not read (\(parts.joined(separator: ", "))), and uncertain"
  }
}
