import Foundation
import Reviews
import Synchronization

/// Regular expressions, whose matches are cut out of texts before anything else is done with them.
struct DropPatterns: Sendable {
  private let patterns: [String]

  init(_ patterns: [String]) throws(DataError) {
    for pattern in patterns { _ = try Self.regex(pattern) }
    self.patterns = patterns
  }

  private static func regex(_ pattern: String) throws(DataError) -> Regex<AnyRegexOutput> {
    // Scalars, as other engines count: [\u4e00-\u9fff] and \p{Emoji} mean there what they mean here.
    do { return try Regex(pattern).matchingSemantics(.unicodeScalar) } catch {
      throw DataError("--drop-pattern '\(pattern)' is no regular expression: \(error)")
    }
  }

  /// Cuts the matches out of every text; texts of which nothing is left go as well.
  ///
  /// An expression such as `(a+)+b` can take longer than anyone lives, and cannot be interrupted. So it runs on a thread of
  /// its own, which is given up (the program is about to end) where one text takes ten seconds.
  ///
  /// - Returns: how many texts were changed, and how many of them went.
  /// - Throws: `DataError` with the text that takes too long.
  func cut(
    from examples: inout [LabelledData.Example], patience: Double = 10
  ) throws(DataError) -> (changed: Int, emptied: Int) {
    guard !patterns.isEmpty else { return (0, 0) }
    let (patterns, texts) = (patterns, examples.map(\.text))
    // What is left of the texts done so far; nil where nothing was cut.
    let results = Mutex<[String?]>([])
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let regexes = patterns.compactMap { try? Self.regex($0) }  // they are known to be right
      for text in texts {
        let rest = regexes.reduce(text) { $0.replacing($1, with: "") }
        results.withLock { $0.append(rest == text ? nil : rest.withoutSpaceAround) }
      }
      isDone.signal()
    }
    var seen = -1
    while isDone.wait(timeout: .now() + patience) == .timedOut {
      let count = results.withLock(\.count)
      guard count > seen else {
        let place = examples.indices.contains(count) ? examples[count].place : "the end"
        throw DataError(
          "\(place): --drop-pattern takes more than \(Int(patience)) seconds on this text; avoid repetitions of "
            + "repetitions, such as (a+)+")
      }
      seen = count
    }
    var (changed, emptied) = (0, 0)
    for (index, rest) in results.withLock(\.self).enumerated() {
      guard let rest else { continue }
      examples[index].text = rest
      changed += 1
      emptied += rest.isEmpty ? 1 : 0
    }
    examples.removeAll { $0.text.isEmpty }
    return (changed, emptied)
  }

  /// The same, and the sentence that says what was done; nil where nothing was.
  ///
  /// - Parameter name: what the texts are called in it: `training texts`.
  /// - Throws: `DataError` also where nothing is left of any text.
  func cut(from examples: inout [LabelledData.Example], named name: String) throws(DataError) -> String? {
    let count = examples.count
    let (changed, emptied) = try cut(from: &examples)
    if examples.isEmpty { throw DataError("--drop-pattern leaves nothing of the \(name)") }
    guard changed > 0 else { return nil }
    return "--drop-pattern cut something out of \(changed) of \(count) \(name)"
      + (emptied > 0 ? "; \(emptied) of them had nothing else and were left out" : "")
  }
}
