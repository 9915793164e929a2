import Reviews

/// Runs of neighbouring words that did the same thing, as a reader would quote them: "waste of time", 太糟糕了.
///
/// A phrase grows from word to word of one sign while each carries a fair share of what the strongest does. Function words
/// are bridged, but for "and" and its like, and never stand at a phrase's edge, but for particles that follow without a
/// space; what follows an "of" belongs to what it is of, however little it weighs. Nothing grows from words that do next to
/// nothing, nor across punctuation. No dictionary is needed: what the model took together it weighs alike.
enum Phrase {
  /// Of the strongest word's weight, what a neighbour carries at least.
  private static let share = 0.25
  /// The same where no space stands between the words, so that they may well be pieces of one.
  private static let shareWithoutSpace = 0.1
  /// Of the text's strongest word's weight, what a phrase's strongest carries at least.
  private static let leastPeak = 0.2
  private static let mostBridged = 2
  private static let mostWords = 6

  /// Every word in just one phrase, most of them alone: ranges of words, in the text's order.
  ///
  /// - Parameter weights: one a word, signed.
  static func find(_ words: [Word], _ weights: [Double], in bytes: [UInt8]) -> [Range<Int>] {
    let least = leastPeak * (weights.map(abs).max() ?? 0)
    var phrases: [Range<Int>] = []
    var index = 0
    while index < words.count {
      let end = words[index].kind == .content ? end(from: index, words, weights, bytes, least) : index + 1
      phrases.append(index..<end)
      index = end
    }
    return phrases
  }

  /// Where the phrase ends that begins at a word. What is bridged belongs to it only once a word behind has joined.
  private static func end(
    from start: Int, _ words: [Word], _ weights: [Double], _ bytes: [UInt8], _ least: Double
  ) -> Int {
    var end = start + 1
    var peak = abs(weights[start])
    for next in start + 1..<min(words.count, start + mostWords) {
      let (before, word, weight) = (words[next - 1], words[next], abs(weights[next]))
      let isOfOneSign = weights[next] != 0 && (weights[next] > 0) == (weights[start] > 0)
      let gap = bytes[before.range.upperBound..<max(before.range.upperBound, word.range.lowerBound)]
      guard gap.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return end }
      let isAttached = gap.isEmpty && next == end
      switch word.kind {
      case .content:
        let isComplement = next == end + 1 && bytes[before.range].elementsEqual("of".utf8)
        let share = isComplement ? 0 : isAttached ? shareWithoutSpace : share
        let (smaller, larger) = (min(weight, peak), max(weight, peak))
        guard isOfOneSign, larger >= least, smaller >= share * larger else { return end }
        peak = max(peak, weight)
        end = next + 1
      case .function:
        if FunctionWords.isConjunction(String(decoding: bytes[word.range], as: UTF8.self)) { return end }
        if isAttached, isOfOneSign, peak >= least {
          end = next + 1
        } else if next - end >= mostBridged || !isOfOneSign && weight >= share * peak {
          return end
        }
      case .punctuation:
        let isInWord =
          gap.isEmpty && next + 1 < words.count && words[next + 1].range.lowerBound == word.range.upperBound
        guard isInWord, bytes[word.range].elementsEqual("-".utf8) else { return end }
      }
    }
    return end
  }
}
