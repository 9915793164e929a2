extension WordScores {
  /// A word and its score.
  private typealias Part = (range: Range<Int>, score: Float)

  /// The mean of several models' explanations of one text, which each model splits into words by its own tokens.
  ///
  /// Logits of models differ in scale, so the scores of each model are divided by their sum of magnitudes, as for weights. Scores of
  /// occlusion are probabilities and share a scale. The words are those of the first model: where another one splits the text
  /// otherwise, its word counts for the words that share bytes with it, by their number. A word that only a later model read is added.
  ///
  /// - Parameter explanations: the words of each model, in the text's order.
  init(meanOf explanations: [[Classification.KeyToken]], of text: String, by method: ExplanationMethod) {
    let (bytes, weighs) = (Array(text.utf8), method == .quick || method == .full)
    func explanation(_ parts: [Part]) -> WordScores {
      let words = parts.map { part in
        Word(range: part.range, tokens: 0..<0, kind: .init(of: String(decoding: bytes[part.range], as: UTF8.self)))
      }
      return WordScores(ids: [], logits: [], words: words, raw: parts.map(\.score), weighs: weighs)
    }
    var sums: [Part] = []
    for words in explanations {
      let parts: [Part] = words.map { ($0.range, $0.score) }
      let total: Float = method == .occlusion ? 1 : explanation(parts).scores.reduce(0) { $0 + abs($1) }
      Self.add(parts.map { ($0.range, $0.score / max(total, .leastNormalMagnitude)) }, to: &sums)
    }
    self = explanation(sums.map { ($0.range, $0.score / Float(explanations.count)) })
  }

  /// Adds the scores of a model's words to those of the words that share bytes with them. Both are in the text's order.
  private static func add(_ words: [Part], to sums: inout [Part]) {
    var (first, missing) = (0, [Part]())
    for word in words {
      while first < sums.count, sums[first].range.upperBound <= word.range.lowerBound { first += 1 }
      let places = sums[first...].prefix { $0.range.lowerBound < word.range.upperBound }.indices
      if places.isEmpty { missing.append(word) }
      let shared = places.map { Float(sums[$0].range.clamped(to: word.range).count) }
      let all = shared.reduce(0, +)
      for (place, count) in zip(places, shared) { sums[place].score += word.score * (count / all) }
    }
    sums = (sums + missing).sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}
