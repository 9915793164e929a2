import Foundation
import Reviews
import Synchronization

/// Regular expressions whose matches are removed from texts before any other step.
struct DropPatterns: Sendable {
  private let patterns: [String]

  init(_ patterns: [String]) throws(TrainingError) {
    for pattern in patterns { _ = try Self.regex(pattern) }
    self.patterns = patterns
  }

  private static func regex(_ pattern: String) throws(TrainingError) -> Regex<AnyRegexOutput> {
    // Match scalars, as other engines do: [\u4e00-\u9fff] and \p{Emoji} mean the same there.
    do { return try Regex(pattern).matchingSemantics(.unicodeScalar) } catch {
      throw TrainingError("--drop-pattern '\(pattern)' is not a valid regular expression: \(error)")
    }
  }

  /// Removes the matches from every text, and the texts that become empty.
  ///
  /// An expression such as `(a+)+b` can take centuries and cannot be interrupted. So the expressions run on a thread of
  /// their own, which is abandoned (the program is about to end) when one text takes ten seconds.
  ///
  /// - Returns: the number of texts changed, and the number of them that became empty.
  /// - Throws: `TrainingError` with the place of the text that takes too long.
  func remove(
    from examples: inout [LabelledData.Example], patience: Double = 10
  ) throws(TrainingError) -> (changed: Int, emptied: Int) {
    guard !patterns.isEmpty else { return (0, 0) }
    let (patterns, texts) = (patterns, examples.map(\.text))
    // The remaining text of each text done so far; nil if nothing was removed.
    let results = Mutex<[String?]>([])
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let regexes = patterns.compactMap { try? Self.regex($0) }  // init has checked them
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
        throw TrainingError(
          "\(place): --drop-pattern takes more than \(Int(patience)) seconds on this text; avoid nested "
            + "repetitions such as (a+)+")
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

  /// Removes the matches and describes the changes in a sentence; nil if nothing changed.
  ///
  /// - Parameter name: the name of the texts in the sentence: `training texts`.
  /// - Throws: `TrainingError` also when all texts become empty.
  func remove(from examples: inout [LabelledData.Example], named name: String) throws(TrainingError) -> String? {
    let count = examples.count
    let (changed, emptied) = try remove(from: &examples)
    if examples.isEmpty { throw TrainingError("--drop-pattern leaves no \(name): every text became empty") }
    guard changed > 0 else { return nil }
    return "--drop-pattern changed \(changed) of \(count) \(name)"
      + (emptied > 0 ? "; \(emptied) of them became empty and were skipped" : "")
  }
}
