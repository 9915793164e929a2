import SentimentAnalysis

/// How far a model's answers hang on the words that an explanation names.
///
/// Comprehensiveness: by how much the label's probability falls when the strongest words are deleted. Sufficiency: by how
/// much it falls when nothing but them is kept; the lower the better. Both are means over the shares of words below
/// (DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models", ACL 2020, section 4.2 and its AOPC).
public struct Faithfulness: Sendable, Hashable {
  /// The shares of words that count as the strongest; one word at least.
  public static let shares = [0.01, 0.05, 0.1, 0.2, 0.5]

  /// By share.
  public var comprehensiveness = [Double](repeating: 0, count: shares.count)
  /// By share.
  public var sufficiency = [Double](repeating: 0, count: shares.count)

  /// The mean over the shares.
  public var meanComprehensiveness: Double { comprehensiveness.reduce(0, +) / Double(Self.shares.count) }
  /// The mean over the shares.
  public var meanSufficiency: Double { sufficiency.reduce(0, +) / Double(Self.shares.count) }

  /// The mean over texts, each with at least one word.
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
  /// Its words, the strongest support first; equals in the text's order.
  var ranking: [Int] { words.indices.sorted { (scores[$1], $0) < (scores[$0], $1) } }
}
