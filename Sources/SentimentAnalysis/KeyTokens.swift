import Tokenizers

/// Sums the tokens' scores into words and ranks them, strongest magnitude first.
///
/// - Parameter scores: one a token, the special tokens at both ends included; those two are dropped.
/// - Returns: every word that is not punctuation alone, its weight the share of all words' magnitudes.
func keyTokens(_ text: String, _ tokens: [Token], _ scores: [Float]) -> [Classification.KeyToken] {
  let bytes = Array(text.utf8)
  var words: [(range: Range<Int>, score: Float)] = []
  var last: Token?
  for (token, score) in zip(tokens, scores.dropFirst()) {
    if let previous = last, let word = words.last, continues(previous, token, bytes) {
      words[words.count - 1] = (
        word.range.lowerBound..<max(word.range.upperBound, token.range.upperBound), word.score + score
      )
    } else {
      words.append((token.range, score))
    }
    last = token
  }
  let ranked = words.compactMap { word -> Classification.KeyToken? in
    let text = String(decoding: bytes[word.range], as: UTF8.self)
    guard !text.unicodeScalars.allSatisfy(isPunctuation) else { return nil }
    return Classification.KeyToken(text: text, range: word.range, weight: Double(word.score))
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

/// Whether a token belongs to the word of the one before it: a piece of the same word, or a part behind an apostrophe
/// ("don't" is three words to BERT, one to a reader).
private func continues(_ previous: Token, _ token: Token, _ bytes: [UInt8]) -> Bool {
  if previous.word == token.word { return true }
  guard previous.range.upperBound == token.range.lowerBound else { return false }
  func isApostrophe(_ range: Range<Int>) -> Bool { ["'", "’"].contains(String(decoding: bytes[range], as: UTF8.self)) }
  func isLetter(_ index: Int) -> Bool {
    bytes.indices.contains(index) && (bytes[index] >= 0x80 || (0x61...0x7A).contains(bytes[index] | 0x20))
  }
  return isApostrophe(token.range) && isLetter(token.range.lowerBound - 1) && isLetter(token.range.upperBound)
    || isApostrophe(previous.range) && isLetter(previous.range.lowerBound - 1) && isLetter(token.range.lowerBound)
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation:
    true
  default: false
  }
}
