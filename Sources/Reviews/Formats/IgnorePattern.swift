import Foundation

/// A regular expression of the user's: a review in which it matches is left alone.
///
/// The engine is Foundation's, ICU's, since that can be interrupted: a pattern such as `(a+)+b` may take longer on one text than
/// anyone lives.
struct IgnorePattern {
  /// As the user wrote it.
  let pattern: String
  private let expression: NSRegularExpression
  /// How long it may still take.
  private var patience: Duration

  /// Nil for what is no regular expression.
  ///
  /// - Parameter patience: how long it may take for all texts together.
  init?(_ pattern: String, patience: Duration) {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return nil }
    (self.pattern, self.expression, self.patience) = (pattern, expression, patience)
  }

  /// Whether it matches anywhere in a text; nil once it has taken too long.
  mutating func matches(_ text: String) -> Bool? {
    let start = ContinuousClock.now
    let end = start + patience
    var isMatch: Bool? = false
    let whole = NSRange(location: 0, length: text.utf16.count)
    unsafe expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
      if match != nil { isMatch = true } else if ContinuousClock.now > end { isMatch = nil } else { return }
      unsafe stop.pointee = true
    }
    patience -= .now - start
    return isMatch
  }
}
