import Synchronization

/// The `ignore` patterns of all documents in a workspace: each is compiled once, and what slow patterns take is bounded.
public final class IgnorePatterns: Sendable {
  private enum State {
    case valid(IgnorePattern)
    /// It is invalid or took too long, as the problems of a document say, and is not applied any more.
    case dropped
  }

  private let states = Mutex<[String: State]>([:])
  /// The time left for what patterns take too long on all documents.
  private let left: Mutex<Duration>

  /// - Parameter patience: the time for what patterns take too long, on all documents together.
  public init(patience: Duration = .seconds(10)) { left = Mutex(patience) }

  /// The most patterns to remember. A `.sentiment.json` may name others for each glob.
  private static let limit = 1000

  /// The time for the first matches of all patterns, until each has saved time of its own.
  private let firstTime = Mutex(Duration.seconds(2))

  /// Drops the invalid ones of some patterns, which another message reports.
  public func dropInvalid(_ texts: [String]) { for text in texts where IgnorePattern(text) == nil { drop(text) } }

  fileprivate var patience: Duration { left.withLock(\.self) }

  fileprivate func use(_ time: Duration) { left.withLock { $0 -= time } }

  fileprivate func drop(_ pattern: String) { states.withLock { $0[pattern] = .dropped } }

  /// The compiled pattern, or the reason why it is not applied.
  fileprivate func pattern(
    _ text: String, _ patience: inout PatternPatience
  ) -> Result<IgnorePattern, DocumentPatterns.Problem> {
    switch states.withLock({ $0[text] }) {
    case .valid(let pattern): return .success(pattern)
    case .dropped: return .failure(.reportedBefore)
    case nil: break
    }
    // Compiling cannot be interrupted; only a short pattern certainly takes little time.
    guard patience.left > .zero || text.utf8.count <= 200 else {
      drop(text)
      return .failure(.tooSlow)
    }
    let start = ContinuousClock.now
    let savings = firstTime.withLock { left in
      let time = min(left, IgnorePattern.firstSavings)
      left -= time
      return time
    }
    let pattern = IgnorePattern(text, savings: savings)
    _ = patience.use(.now - start)
    states.withLock { states in
      if states.count >= Self.limit { states = [:] }
      states[text] = pattern.map(State.valid) ?? .dropped
    }
    return pattern.map(Result.success) ?? .failure(.invalid)
  }
}

/// The time left for what patterns take too long on one document, and on all of its workspace.
///
/// Time is measured by the clock. If other programs had the processor for most of it, as the time of this thread shows, it is given
/// back.
struct PatternPatience {
  private static let limit = Duration.seconds(2)

  private let workspace: IgnorePatterns
  private var ofDocument = Self.limit
  /// The time that all texts granted to their patterns.
  private var granted = Duration.zero
  private let start = threadTime()

  init(_ workspace: IgnorePatterns) { self.workspace = workspace }

  /// Notes the time that a text grants a pattern.
  mutating func grant(_ time: Duration) { granted += time }

  var left: Duration { max(.zero, min(ofDocument, workspace.patience)) }

  /// Uses a positive time.
  ///
  /// - Returns: whether there was enough.
  mutating func use(_ time: Duration) -> Bool {
    guard time > .zero else { return true }
    ofDocument -= time
    workspace.use(time)
    if left > .zero { return true }
    guard threadTime() - start < granted + Self.limit / 2 else { return false }
    workspace.use(ofDocument - Self.limit)
    ofDocument = Self.limit
    return left > .zero
  }
}

/// The `ignore` patterns of one document.
struct DocumentPatterns {
  /// Why a pattern is not applied.
  enum Problem: Error {
    case invalid, tooSlow
    /// The problems of an earlier document name it.
    case reportedBefore
  }

  private let workspace: IgnorePatterns
  private var patterns: [IgnorePattern] = []
  private var patience: PatternPatience
  private var invalid: [String] = []
  private var slow: [String] = []

  init(_ texts: [String], of workspace: IgnorePatterns) {
    self.workspace = workspace
    patience = PatternPatience(workspace)
    for text in texts {
      switch workspace.pattern(text, &patience) {
      case .success(let pattern): patterns.append(pattern)
      case .failure(.invalid): invalid.append(text)
      case .failure(.tooSlow): slow.append(text)
      case .failure(.reportedBefore): break
      }
    }
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// Whether a pattern matches anywhere in a text. Patterns that take too long are dropped.
  mutating func match(_ text: String) -> Bool {
    for index in patterns.indices.reversed() {
      // Without savings and patience, no pattern is tried.
      switch patterns[index].hasSavings || patience.left > .zero ? patterns[index].matches(text, &patience) : nil {
      case true?: return true
      case false?: continue
      case nil:
        let pattern = patterns.remove(at: index).pattern
        workspace.drop(pattern)
        slow.append(pattern)
      }
    }
    return false
  }

  /// A sentence for each pattern that is not applied, and for the number of those beyond the first.
  var problems: [String] {
    let sentences =
      invalid.map { "\"\($0.excerpt())\" under ignore is not a valid regular expression; it is not applied." }
      + slow.map {
        "\"\($0.excerpt())\" under ignore takes too long on this document; it is not applied to the rest, nor to later documents."
      }
    let others = sentences.count - Self.maximumProblems
    return sentences.prefix(Self.maximumProblems)
      + (others > 0 ? ["\(others) more patterns under ignore are not applied."] : [])
  }

  private static let maximumProblems = 10
}
