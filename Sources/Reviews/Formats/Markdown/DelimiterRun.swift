/// A run of `*`, `_` or `~` in Markdown, which can open or close emphasis (CommonMark 0.31, section 6.2).
struct DelimiterRun {
  var range: Range<Int>
  var mark: UInt8
  var canOpen: Bool
  var canClose: Bool

  /// The run that begins at `start`.
  init(_ text: [UInt8], at start: Int) {
    mark = text[start]
    var end = start
    while end < text.count, text[end] == text[start] { end += 1 }
    range = start..<end
    let before = Neighbor(text, before: start)
    let after = Neighbor(text, at: end)
    let opens = after != .space && (after != .punctuation || before != .letter)
    let closes = before != .space && (before != .punctuation || after != .letter)
    // Within a word, marks usually censor letters: `f**k`. There they can only close emphasis that began before a word.
    let isWithinWord = before == .letter && after == .letter
    canOpen = opens && !isWithinWord && range.count < 4
    canClose = closes && range.count < 4 && (mark != UInt8(ascii: "_") || !isWithinWord)
  }

  /// The kind of character beside a run.
  private enum Neighbor {
    case space, punctuation, letter
    /// An ideograph or kana: words begin and end there without a space.
    case ideograph

    init(_ text: [UInt8], at index: Int) {
      self = index < text.count ? Self(text.scalar(at: index, before: text.count).0) : .space
    }

    init(_ text: [UInt8], before index: Int) {
      var start = index - 1
      while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
      self = start >= 0 ? Self(text.scalar(at: start, before: index).0) : .space
    }

    private init(_ scalar: Unicode.Scalar) {
      if scalar.properties.isWhitespace {
        self = .space
      } else if scalar.isIdeograph {
        self = .ideograph
      } else {
        self = scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? .letter : .punctuation
      }
    }
  }
}

/// The runs that have opened emphasis and are not closed yet, by mark.
struct DelimiterStacks {
  private var openers: [UInt8: [Range<Int>]] = [:]

  /// Matches a run with earlier openers and adds the matched marks to `cuts`. The rest of the run becomes an opener if it can.
  mutating func match(_ run: DelimiterRun, _ cuts: inout [Range<Int>]) {
    var rest = run.range
    while run.canClose, !rest.isEmpty, let opener = openers[run.mark]?.popLast() {
      let count = min(opener.count, rest.count)
      cuts.append(opener.upperBound - count..<opener.upperBound)
      cuts.append(rest.lowerBound..<rest.lowerBound + count)
      rest = rest.lowerBound + count..<rest.upperBound
      if opener.count > count { openers[run.mark]?.append(opener.lowerBound..<opener.upperBound - count) }
    }
    if run.canOpen, !rest.isEmpty { openers[run.mark, default: []].append(rest) }
  }
}
