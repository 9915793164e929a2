import SentimentAnalysis

/// How much a model's predictions depend on the words that an explanation ranks highest.
///
/// Comprehensiveness is the drop of the label's probability when the strongest words are deleted. Sufficiency is the
/// drop when all other words are deleted; lower is better. Both are means over the shares of words below (DeYoung et
/// al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020, section 4.2 and its AOPC).
public struct Faithfulness: Sendable, Hashable {
  /// The shares of words that count as the strongest; at least one word.
  public static let shares = [0.01, 0.05, 0.1, 0.2, 0.5]

  /// The comprehensiveness for each share.
  public var comprehensiveness = [Double](repeating: 0, count: shares.count)
  /// The sufficiency for each share.
  public var sufficiency = [Double](repeating: 0, count: shares.count)

  /// The mean comprehensiveness over the shares.
  public var meanComprehensiveness: Double { comprehensiveness.reduce(0, +) / Double(Self.shares.count) }
  /// The mean sufficiency over the shares.
  public var meanSufficiency: Double { sufficiency.reduce(0, +) / Double(Self.shares.count) }

  /// Averages over texts, each with at least one word.
  init(of model: SentimentModel, _ texts: [WordScores]) throws(CancellationError) {
    let subsets = texts.flatMap { text in
      let ranking = text.ranking
      return Self.shares.flatMap { share in
        let strongest = Set(ranking.prefix(max(1, Int((share * Double(ranking.count)).rounded(.up)))))
        return [text.ids(without: strongest), text.ids(keeping: strongest)]
      }
    }
    let logits = try model.logits(ofIDs: subsets)
    for (index, text) in texts.enumerated() {
      let label = text.label
      let whole = model.likelihood(of: label, text.logits)
      for share in Self.shares.indices {
        let place = 2 * (index * Self.shares.count + share)
        comprehensiveness[share] += (whole - model.likelihood(of: label, logits[place])) / Double(texts.count)
        sufficiency[share] += (whole - model.likelihood(of: label, logits[place + 1])) / Double(texts.count)
      }
    }
  }
}

extension WordScores {
  /// The indices of the words, the strongest support first; ties in the order of the text.
  var ranking: [Int] { words.indices.sorted { (scores[$1], $0) < (scores[$0], $1) } }
}
