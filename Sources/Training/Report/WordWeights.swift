import SentimentAnalysis

/// What each word did over many texts: the sum of its weights in the explanations of one label's texts.
public struct WordWeights: Sendable {
  /// A word's part in the answers.
  public struct Word: Sendable, Hashable {
    /// In lower case.
    public var text: String
    /// The sum of its weights, above zero where it supported the label.
    public var weight: Double
    /// How often it stood in the texts.
    public var count: Int

    /// What words are ranked by.
    public var importance: Double { weight / Double(max(1, count)).squareRoot() }
  }

  private typealias Sum = (weight: Double, count: Int)
  private var sums: [[String: Sum]]
  /// Over all labels.
  private var totals: [String: Sum] = [:]
  private var room = 200_000

  init(labels: Int) { sums = Array(repeating: [:], count: labels) }

  /// Counts one text's words for the label that it was given, punctuation left out. Memory is bounded: what comes as a new
  /// word after very many, and what is too long for a word, is passed over.
  mutating func add(_ tokens: [Classification.KeyToken], label: Int) {
    for token in tokens
    where token.text.utf8.count <= 60 && token.weight.isFinite
      && SentimentAnalysis.Word.Kind(of: token.text) != .punctuation
    {
      let word = token.text.lowercased()
      if sums[label][word] == nil {
        guard room > 0 else { continue }
        room -= 1
      }
      func add(_ sum: inout Sum) { sum = (sum.weight + token.weight, sum.count + 1) }
      add(&sums[label][word, default: (0, 0)])
      add(&totals[word, default: (0, 0)])
    }
  }

  /// The words that most told a label from the others, the most important first.
  ///
  /// What a word did for the other labels counts against it, and the sum is divided by the root of how often it stood
  /// anywhere: else the most frequent words, which do a little for every answer, would crowd out those that decide.
  ///
  /// - Parameters:
  ///   - least: words that stood in the texts less often are left out, unless none stood so often.
  ///   - opposing: those that most opposed it instead.
  public func strongest(_ limit: Int, label: Int, least: Int = 3, opposing: Bool = false) -> [Word] {
    let sign = opposing ? -1.0 : 1
    let words = sums[label].map { text, own in
      let total = totals[text] ?? own
      let others = (total.weight - own.weight) / Double(max(1, sums.count - 1))
      return Word(text: text, weight: own.weight - others, count: total.count)
    }.filter { $0.weight * sign > 0 }
    let frequent = words.filter { $0.count >= least }
    // Equals stand in the order of the alphabet, so that runs repeat.
    return Array(
      (frequent.isEmpty ? words : frequent)
        .sorted { (-$0.importance * sign, $0.text) < (-$1.importance * sign, $1.text) }.prefix(limit))
  }
}
