/// A text and its words. Pre-tokenisers split the words and may rewrite the text, for example to make spaces visible.
struct SplitText {
  var text = NormalizedText()
  /// The words in order, none of them empty; text outside the words is dropped.
  var words: [Range<Int>] = []
  /// Memory for the words before a split, reused.
  private var oldWords: [Range<Int>] = []

  /// Resets this to a part of a normalised text as the only word. Swaps the two texts instead of copying if the part is the
  /// whole.
  mutating func begin(with part: Range<Int>, of normalized: inout NormalizedText) {
    if part == normalized.bytes.indices {
      swap(&text, &normalized)
    } else {
      text.removeAll()
      text.append(part, of: normalized)
    }
    words.removeAll(keepingCapacity: true)
    if !text.bytes.isEmpty { words.append(text.bytes.indices) }
  }

  /// The role of a scalar when words are split.
  enum Role: Equatable {
    /// Part of no word.
    case dropped
    /// A word of its own.
    case alone
    /// In one word with adjacent scalars of the same number.
    case joined(Int)
  }

  /// Splits each word where the role of its scalars changes.
  mutating func splitWords(_ role: (UInt32) -> Role) {
    splitWords { word, text, words in
      var start = word.lowerBound
      var index = start
      var last = Role.dropped
      while index < word.upperBound {
        let (scalar, length) = scalar(at: index, of: text.bytes)
        let next = role(scalar)
        if next != last || next == .alone {
          if last != .dropped { words.append(start..<index) }
          start = index
          last = next
        }
        index += length
      }
      if last != .dropped { words.append(start..<index) }
    }
  }

  /// Replaces each word by the words that `split` appends.
  mutating func splitWords(_ split: (Range<Int>, NormalizedText, inout [Range<Int>]) -> Void) {
    swap(&words, &oldWords)
    words.removeAll(keepingCapacity: true)
    words.reserveCapacity(text.bytes.count / 5 + oldWords.count)
    for word in oldWords { split(word, text, &words) }
  }
}
