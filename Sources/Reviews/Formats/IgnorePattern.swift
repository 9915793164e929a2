import Foundation

/// A regular expression from the user's settings. Reviews in which it matches are ignored.
///
/// The engine is Foundation's (ICU), because it can be interrupted: a pattern such as `(a+)+b` takes exponential time.
struct IgnorePattern {
  /// The pattern as the user wrote it.
  let pattern: String
  private let expression: NSRegularExpression
  /// The remaining time for all texts.
  private var timeLeft: Duration

  /// Nil if the pattern is not a valid regular expression.
  ///
  /// - Parameter timeLimit: the total time for all texts.
  init?(_ pattern: String, timeLimit: Duration) {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return nil }
    (self.pattern, self.expression, timeLeft) = (pattern, expression, timeLimit)
  }

  /// Whether the pattern matches anywhere in a text; nil if the time limit is exceeded.
  mutating func matches(_ text: String) -> Bool? {
    let start = ContinuousClock.now
    let end = start + timeLeft
    var isMatch: Bool? = false
    let whole = NSRange(location: 0, length: text.utf16.count)
    unsafe expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
      if match != nil { isMatch = true } else if ContinuousClock.now > end { isMatch = nil } else { return }
      unsafe stop.pointee = true
    }
    timeLeft -= .now - start
    return isMatch
  }
}
