/// A text on its way through the pre-tokenisers, which cut it into words and may rewrite it, as one that makes spaces visible.
struct SplitText {
  /// The text, whose bytes know where they come from.
  var text = NormalizedText()
  /// The words in order, none of them empty; what lies outside them is dropped.
  var words: [Range<Int>] = []
  /// Room for the words that are being cut.
  private var oldWords: [Range<Int>] = []

  /// Begins anew with a part of a normalised text as the only word. The whole of it is taken over rather than copied, and
  /// what was here is left in its place.
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

  /// What becomes of a scalar when words are cut.
  enum Place: Equatable {
    /// Part of no word.
    case dropped
    /// A word of its own.
    case alone
    /// In one word with those beside it that have the same number.
    case joined(Int)
  }

  /// Cuts each word where the place of its scalars changes.
  mutating func splitWords(_ place: (UInt32) -> Place) {
    splitWords { word, text, words in
      var start = word.lowerBound
      var index = start
      var last = Place.dropped
      while index < word.upperBound {
        let (scalar, length) = scalar(at: index, of: text.bytes)
        let next = place(scalar)
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

  /// Replaces each word by those that it is cut into.
  mutating func splitWords(_ split: (Range<Int>, NormalizedText, inout [Range<Int>]) -> Void) {
    swap(&words, &oldWords)
    words.removeAll(keepingCapacity: true)
    words.reserveCapacity(text.bytes.count / 5 + oldWords.count)
    for word in oldWords { split(word, text, &words) }
  }
}
