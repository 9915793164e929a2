/// Cuts words wherever a pattern is found in them.
///
/// As `Split` (tokenizers, pre_tokenizers/split.rs) and `NormalizedString::split`.
struct SplitPreTokenizer: Sendable {
  enum Pattern: Sendable {
    /// This text, in UTF-8; not empty, and at most `longestText` bytes.
    case text([UInt8])
    /// GPT-2's regular expression, of which everything is part.
    case byteLevelWords
  }

  /// What becomes of the parts that were found.
  enum Behavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  static let longestText = 256

  var pattern: Pattern
  var behavior: Behavior
  /// What lies between the places of the pattern counts as found, and these do not.
  var inverts = false

  private typealias Part = (range: Range<Int>, isFound: Bool)

  /// Appends the words that a word is cut into.
  func split(_ word: Range<Int>, of bytes: [UInt8], into words: inout [Range<Int>]) {
    var parts = parts(of: word, bytes)
    if inverts { for index in parts.indices { parts[index].isFound.toggle() } }
    switch behavior {
    case .removed: words += parts.lazy.filter { !$0.isFound }.map(\.range)
    case .isolated: words += parts.lazy.map(\.range)
    case .contiguous: words += joined(parts) { $0.isFound == $1.isFound }
    case .mergedWithPrevious: words += joined(parts) { !$0.isFound && $1.isFound }
    case .mergedWithNext: words += joined(parts) { $0.isFound && !$1.isFound }
    }
  }

  /// The places of the pattern and what lies between them.
  private func parts(of word: Range<Int>, _ bytes: [UInt8]) -> [Part] {
    var parts: [Part] = []
    switch pattern {
    case .byteLevelWords:
      var found = ByteLevelWords(of: bytes, in: word)
      while let range = found.next() { parts.append((range, true)) }
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

  /// The parts, each joined to the one before it where the two belong together.
  private func joined(_ parts: [Part], where belong: (Part, Part) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, part) in parts.enumerated() {
      if index > 0, belong(parts[index - 1], part), let last = ranges.popLast() {
        ranges.append(last.lowerBound..<part.range.upperBound)
      } else {
        ranges.append(part.range)
      }
    }
    return ranges
  }
}
