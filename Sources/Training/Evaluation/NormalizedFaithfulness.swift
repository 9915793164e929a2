public import SentimentAnalysis

/// How faithful rankings of words are, from about 0 for the worst order of the words of a text to about 1 for the best.
///
/// Words are deleted one after the other. The mean fall of the label's probability, over all numbers of deleted words, is divided
/// by its range over the orders of deletion, without which models and texts cannot be compared (Edin et al., "Normalized AOPC:
/// Fixing Misleading Faithfulness Metrics for Feature Attributions Explainability", ACL 2025). The best and the worst order are
/// searched by a beam, as there.
public struct NormalizedFaithfulness: Sendable {
  /// The means over the measured texts.
  public struct Figures: Sendable, Hashable {
    /// The mean if the strongest words are deleted first.
    public var comprehensiveness: Double
    /// The mean if they are deleted last; lower is better.
    public var sufficiency: Double
    /// The number of texts.
    public var count: Int
  }

  /// The fewest and the most words of a measured text: the search takes some hundred passes for each word.
  public static let wordCounts = 2...24
  private static let beamWidth = 5

  private let model: SentimentModel
  private var texts: [(place: Int, falls: DeletionFalls, range: ClosedRange<Double>)] = []

  /// Searches the best and the worst order of the words of each text that is neither too short nor too long.
  public init(of model: SentimentModel, on examples: [RationaleData.Example]) throws(CancellationError) {
    self.model = model
    let scores = try model.wordScores(examples.map(\.example.text), by: .quick)
    for (place, (example, text)) in zip(examples, scores).enumerated()
    where model.explains(text, as: example) && Self.wordCounts.contains(text.words.count) {
      var falls = DeletionFalls(text)
      let best = try falls.mean(model, width: Self.beamWidth, isBetter: >)
      let worst = try falls.mean(model, width: Self.beamWidth, isBetter: <)
      if best - worst > 1e-6 { texts.append((place, falls, worst...best)) }
    }
  }

  /// The figures of a method; nil if no text is measured.
  ///
  /// - Parameter scores: all examples of `init`, with the scores of the method.
  mutating func measure(_ scores: [WordScores]) throws(CancellationError) -> Figures? {
    guard !texts.isEmpty else { return nil }
    var figures = Figures(comprehensiveness: 0, sufficiency: 0, count: texts.count)
    for index in texts.indices {
      let (ranking, range) = (scores[texts[index].place].ranking, texts[index].range)
      func normalized(_ value: Double) -> Double { (value - range.lowerBound) / (range.upperBound - range.lowerBound) }
      figures.comprehensiveness += normalized(try texts[index].falls.mean(model, ranking)) / Double(texts.count)
      figures.sufficiency += normalized(try texts[index].falls.mean(model, ranking.reversed())) / Double(texts.count)
    }
    return figures
  }
}

/// How far the probability of a text's label falls without some of its words; what was asked once is remembered. A set of deleted
/// words is a number, whose bit w stands for word w.
private struct DeletionFalls: Sendable {
  private let text: WordScores
  private var falls: [UInt32: Double] = [:]

  init(_ text: WordScores) { self.text = text }

  /// The fall for each set.
  mutating func falls(_ model: SentimentModel, of sets: [UInt32]) throws(CancellationError) -> [Double] {
    let unknown = Set(sets).filter { falls[$0] == nil }.sorted()
    let ids = unknown.map { set in text.ids(without: Set(text.words.indices.filter { set >> $0 & 1 == 1 })) }
    let whole = model.likelihood(of: text.label, text.logits)
    for (set, logits) in zip(unknown, try model.logits(ofIDs: ids)) {
      falls[set] = whole - model.likelihood(of: text.label, logits)
    }
    return sets.map { falls[$0] ?? 0 }
  }

  /// The mean fall while words are deleted in an order.
  mutating func mean(_ model: SentimentModel, _ order: [Int]) throws(CancellationError) -> Double {
    var set: UInt32 = 0
    let sets = order.map { word in
      set |= 1 << word
      return set
    }
    return share(try falls(model, of: sets).reduce(0, +), of: Double(order.count))
  }

  /// The mean fall in the best order that a beam finds.
  mutating func mean(
    _ model: SentimentModel, width: Int, isBetter: (Double, Double) -> Bool
  ) throws(CancellationError) -> Double {
    var beam: [UInt32: Double] = [0: 0]  // the sum of the falls on the best way to each set
    for _ in text.words.indices {
      let ways = beam.flatMap { set, sum in
        text.words.indices.filter { set >> $0 & 1 == 0 }.map { (set: set | 1 << $0, sum: sum) }
      }
      var next: [UInt32: Double] = [:]
      for (way, fall) in zip(ways, try falls(model, of: ways.map(\.set))) {
        let sum = way.sum + fall
        if next[way.set].map({ isBetter(sum, $0) }) ?? true { next[way.set] = sum }
      }
      let kept = next.sorted { $0.value == $1.value ? $0.key < $1.key : isBetter($0.value, $1.value) }.prefix(width)
      beam = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
    return share(beam.values.first ?? 0, of: Double(text.words.count))
  }
}
