import Reviews

/// Runs of neighbouring words with similar weights, as a reader would quote them: "waste of time", 太糟糕了.
///
/// A phrase grows over words of the same sign while each has a fair share of the strongest word's weight. Function words
/// except "and" and similar ones may be inside a phrase, but not at its edge, unless they are particles that follow without a
/// space. The word after an "of" belongs to the phrase whatever its weight. A phrase neither starts from words of almost no
/// weight nor crosses punctuation. This needs no dictionary: a model gives similar weights to the words of a phrase.
enum Phrase {
  /// The minimum weight of a neighbour, as a share of the strongest word's weight.
  private static let share = 0.25
  /// The minimum share without a space between the words, which then may be parts of one word.
  private static let shareWithoutSpace = 0.1
  /// The minimum weight of a phrase's strongest word, as a share of the weight of the text's strongest word.
  private static let minimumPeak = 0.2
  private static let maximumBridged = 2
  private static let maximumWords = 6

  /// Ranges of words, in the text's order. Each word is in exactly one phrase, usually alone.
  ///
  /// - Parameter weights: the signed weight of each word.
  static func find(_ words: [Word], _ weights: [Double], in bytes: [UInt8]) -> [Range<Int>] {
    let minimum = minimumPeak * (weights.map(abs).max() ?? 0)
    var phrases: [Range<Int>] = []
    var index = 0
    while index < words.count {
      let end = words[index].kind == .content ? end(from: index, words, weights, bytes, minimum) : index + 1
      phrases.append(index..<end)
      index = end
    }
    return phrases
  }

  /// The end of the phrase that begins at a word. Bridged function words belong to it only if a later word does.
  private static func end(
    from start: Int, _ words: [Word], _ weights: [Double], _ bytes: [UInt8], _ minimum: Double
  ) -> Int {
    var end = start + 1
    var peak = abs(weights[start])
    for next in start + 1..<min(words.count, start + maximumWords) {
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
        guard isOfOneSign, larger >= minimum, smaller >= share * larger else { return end }
        peak = max(peak, weight)
        end = next + 1
      case .function:
        if FunctionWords.isConjunction(String(decoding: bytes[word.range], as: UTF8.self)) { return end }
        if isAttached, isOfOneSign, peak >= minimum {
          end = next + 1
        } else if next - end >= maximumBridged || !isOfOneSign && weight >= share * peak {
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
