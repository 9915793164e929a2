/// Splits words at the matches of a pattern.
///
/// Follows `Split` (tokenizers, pre_tokenizers/split.rs) and `NormalizedString::split`.
struct SplitPreTokenizer: Sendable {
  enum Pattern: Sendable {
    /// A text in UTF-8, of 1 to `textLengthLimit` bytes.
    case text([UInt8])
    /// GPT-2's regular expression, whose matches cover the text.
    case byteLevelWords
  }

  /// The treatment of the matches.
  enum Behavior: String, CaseIterable, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  static let textLengthLimit = 256

  var pattern: Pattern
  var behavior: Behavior
  /// Whether to treat the parts between the matches as the matches.
  var inverts = false

  private typealias Part = (range: Range<Int>, isMatch: Bool)

  /// Appends the words that a word is split into.
  func split(_ word: Range<Int>, of bytes: [UInt8], into words: inout [Range<Int>]) {
    var parts = parts(of: word, bytes)
    if inverts { for index in parts.indices { parts[index].isMatch.toggle() } }
    switch behavior {
    case .removed: words += parts.lazy.filter { !$0.isMatch }.map(\.range)
    case .isolated: words += parts.lazy.map(\.range)
    case .contiguous: words += joined(parts) { $0.isMatch == $1.isMatch }
    case .mergedWithPrevious: words += joined(parts) { !$0.isMatch && $1.isMatch }
    case .mergedWithNext: words += joined(parts) { $0.isMatch && !$1.isMatch }
    }
  }

  /// The matches and the parts between them.
  private func parts(of word: Range<Int>, _ bytes: [UInt8]) -> [Part] {
    var parts: [Part] = []
    switch pattern {
    case .byteLevelWords:
      var matches = ByteLevelWords(of: bytes, in: word)
      while let range = matches.next() { parts.append((range, true)) }
    case .text(let text):
      var start = word.lowerBound
      var index = start
      while index + text.count <= word.upperBound {
        guard bytes[index..<index + text.count].elementsEqual(text) else {
          index += 1
          continue
        }
        if start < index { parts.append((start..<index, false)) }
        start = index + text.count
        parts.append((index..<start, true))
        index = start
      }
      if start < word.upperBound { parts.append((start..<word.upperBound, false)) }
    }
    return parts
  }

  /// The ranges of the parts; a part is joined to the one before it if the predicate holds for the two.
  private func joined(_ parts: [Part], where belongTogether: (Part, Part) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, part) in parts.enumerated() {
      if index > 0, belongTogether(parts[index - 1], part), let last = ranges.popLast() {
        ranges.append(last.lowerBound..<part.range.upperBound)
      } else {
        ranges.append(part.range)
      }
    }
    return ranges
  }
}
