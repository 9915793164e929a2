/// Ranks a text's words by what they did for the label, strongest magnitude first.
///
/// - Parameter scores: one a word.
/// - Returns: every word that is not punctuation alone, its weight the share of all words' magnitudes.
func keyTokens(_ text: String, _ words: [Word], _ scores: [Float]) -> [Classification.KeyToken] {
  let bytes = Array(text.utf8)
  let ranked = zip(words, scores).compactMap { word, score -> Classification.KeyToken? in
    guard !word.isPunctuation(in: bytes) else { return nil }
    let text = String(decoding: bytes[word.range], as: UTF8.self)
    return Classification.KeyToken(text: text, range: word.range, weight: Double(score))
  }
  let total = ranked.reduce(0) { $0 + abs($1.weight) }
  return ranked.map { token in
    var token = token
    token.weight /= max(total, .leastNormalMagnitude)
    return token
  }
  // Equal weights keep the text's order.
  .enumerated().sorted { (abs($1.element.weight), $0.offset) < (abs($0.element.weight), $1.offset) }.map(\.element)
}
