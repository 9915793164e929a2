import SentimentAnalysis

/// The importance of words over many texts: the sum of their weights in the explanations, by predicted label.
public struct WordWeights: Sendable {
  /// A word with its importance for a label.
  public struct Word: Sendable, Hashable {
    /// In lower case.
    public var text: String
    /// The sum of the weights; positive if the word supports the label.
    public var weight: Double
    /// The number of occurrences.
    public var count: Int

    /// The rank of the word: the weight divided by the root of the occurrences.
    public var importance: Double { weight / Double(max(1, count)).squareRoot() }
  }

  private typealias Sum = (weight: Double, count: Int)
  private var sums: [[String: Sum]]
  /// Over all labels.
  private var totals: [String: Sum] = [:]
  private var freeEntries = 200_000

  init(labels: Int) { sums = Array(repeating: [:], count: labels) }

  /// Adds the words of one text to the label that was predicted for it, without punctuation. Memory is bounded: new
  /// words after very many, and overlong words, are skipped.
  mutating func add(_ tokens: [Classification.KeyToken], label: Int) {
    for token in tokens
    where token.text.utf8.count <= 60 && token.weight.isFinite
      && SentimentAnalysis.Word.Kind(of: token.text) != .punctuation
    {
      let word = token.text.lowercased()
      if sums[label][word] == nil {
        guard freeEntries > 0 else { continue }
        freeEntries -= 1
      }
      func add(_ sum: inout Sum) { sum = (sum.weight + token.weight, sum.count + 1) }
      add(&sums[label][word, default: (0, 0)])
      add(&totals[word, default: (0, 0)])
    }
  }

  /// The words that distinguish a label most, the most important first.
  ///
  /// The mean weight of a word for the other labels is subtracted, and the difference is divided by the root of its
  /// occurrences. Otherwise the most frequent words, which weigh a little in every text, would hide the decisive ones.
  ///
  /// - Parameters:
  ///   - minimumCount: rarer words are skipped, unless all words are rarer.
  ///   - opposing: returns the words that oppose the label most.
  public func strongest(_ limit: Int, label: Int, minimumCount: Int = 3, opposing: Bool = false) -> [Word] {
    let sign = opposing ? -1.0 : 1
    let words = sums[label].map { text, own in
      let total = totals[text] ?? own
      let others = (total.weight - own.weight) / Double(max(1, sums.count - 1))
      return Word(text: text, weight: own.weight - others, count: total.count)
    }.filter { $0.weight * sign > 0 }
    let frequent = words.filter { $0.count >= minimumCount }
    // Sort ties alphabetically, so that runs repeat.
    return Array(
      (frequent.isEmpty ? words : frequent)
        .sorted { (-$0.importance * sign, $0.text) < (-$1.importance * sign, $1.text) }.prefix(limit))
  }
}
