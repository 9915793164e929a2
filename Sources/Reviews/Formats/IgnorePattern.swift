import Foundation
import Synchronization

/// A regular expression from the user's settings. Reviews in which it matches are ignored.
///
/// The engine is Foundation's (ICU), because it can be interrupted: a pattern such as `(a+)+b` takes exponential time.
///
/// Each text grants its pattern seven times what an ordinary one takes, about 3 µs and 30 ns per byte. A pattern saves what it
/// does not need, up to a limit; time beyond its savings comes from the patience for all patterns.
final class IgnorePattern: Sendable {
  /// The pattern as the user wrote it.
  let pattern: String
  private let expression: NSRegularExpression
  /// The time that the pattern has saved.
  private let savings: Mutex<Duration>

  static let firstSavings = Duration.milliseconds(5)
  private static let maximumSavings = Duration.milliseconds(100)

  /// Nil if the pattern is not a valid regular expression.
  ///
  /// - Parameter first: the time that it has before it has saved any.
  init?(_ pattern: String, savings first: Duration = firstSavings) {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return nil }
    (self.pattern, self.expression) = (pattern, expression)
    savings = Mutex(first)
  }

  /// Whether the pattern has time of its own.
  var hasSavings: Bool { savings.withLock { $0 > .zero } }

  /// Whether the pattern matches anywhere in a text; nil if it takes more than its savings and the patience.
  func matches(_ text: String, _ patience: inout PatternPatience) -> Bool? {
    let start = ContinuousClock.now
    let granted = Duration.microseconds(20) + .nanoseconds(200 * text.utf8.count)
    patience.grant(granted)
    let saved = savings.withLock { min($0 + granted, Self.maximumSavings + granted) }
    let end = start + saved + patience.left
    var isMatch: Bool? = false
    let whole = NSRange(location: 0, length: text.utf16.count)
    unsafe expression.enumerateMatches(in: text, options: .reportProgress, range: whole) { match, _, stop in
      if match != nil { isMatch = true } else if ContinuousClock.now > end { isMatch = nil } else { return }
      unsafe stop.pointee = true
    }
    let used = ContinuousClock.now - start
    savings.withLock { $0 = max(.zero, saved - used) }
    return patience.use(used - saved) ? isMatch : nil
  }
}

/// The time that the current thread has used a processor.
func threadTime() -> Duration {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
