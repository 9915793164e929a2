extension WordScores {
  /// Each word with its share of all words' contributions, in the text's order; and the words and phrases, strongest magnitude
  /// first, equal ones in the text's order.
  ///
  /// A function word within a phrase counts in full, unlike in `scores`. Punctuation is among the key tokens only if it is
  /// stronger than all of them, since it then decides the label.
  func weighted(in text: String) -> (words: [Classification.KeyToken], keyTokens: [Classification.KeyToken]) {
    let bytes = Array(text.utf8)
    let phrases = Phrase.find(words, scores.map { Double($0) }, in: bytes)
    var shares = scores.map { Double($0) }
    for phrase in phrases where phrase.count > 1 { for word in phrase { shares[word] = Double(raw[word]) } }
    let total = max(shares.reduce(0) { $0 + abs($1) }, .leastNormalMagnitude)

    func token(_ range: Range<Int>, _ members: Range<Int>) -> Classification.KeyToken {
      Classification.KeyToken(
        text: String(decoding: bytes[range], as: UTF8.self), range: range,
        weight: members.reduce(0) { $0 + shares[$1] } / total, score: members.reduce(0) { $0 + raw[$1] })
    }
    let tokens = phrases.map { phrase in
      (
        token(words[phrase.lowerBound].range.lowerBound..<words[phrase.upperBound - 1].range.upperBound, phrase),
        words[phrase.lowerBound].kind == .punctuation
      )
    }
    let strongest = tokens.filter { !$1 }.map { abs($0.0.weight) }.max()
    let keyTokens = tokens.filter { token, isPunctuation in
      !isPunctuation || strongest.map { abs(token.weight) > $0 } ?? true
    }.map(\.0)
    return (
      words.indices.map { token(words[$0].range, $0..<$0 + 1) },
      keyTokens.enumerated().sorted { (abs($1.element.weight), $0.offset) < (abs($0.element.weight), $1.offset) }
        .map(\.element)
    )
  }
}
