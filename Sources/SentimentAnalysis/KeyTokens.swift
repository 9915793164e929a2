import Tokenizers

/// Sums the tokens' scores into words and ranks them, strongest magnitude first.
///
/// What a word is goes by the text, not by the tokenizer, whose pieces may hold white space, punctuation or, in scripts
/// without spaces, a whole sentence.
///
/// - Parameter scores: one a token, the special tokens at both ends included; those two are dropped.
/// - Returns: every word that is not punctuation alone, its weight the share of all words' magnitudes.
func keyTokens(_ text: String, _ tokens: [Token], _ scores: [Float]) -> [Classification.KeyToken] {
  let bytes = Array(text.utf8)
  var words: [(range: Range<Int>, score: Float)] = []
  for (token, score) in zip(tokens, scores.dropFirst()) {
    let range = trimmed(token.range, bytes)
    if let word = words.last, continues(word.range, range, bytes) {
      // A piece may stand for less than the one before it: of a scalar's bytes, or of a space that is not in the text.
      let start = min(word.range.lowerBound, range.lowerBound)
      words[words.count - 1] = (start..<max(word.range.upperBound, range.upperBound), word.score + score)
    } else if !range.isEmpty {
      words.append((range, score))
    }
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

private func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
  let text = String(decoding: bytes[range], as: UTF8.self).unicodeScalars
  let leading = text.prefix { $0.properties.isWhitespace }
  let start = range.lowerBound + leading.reduce(0) { $0 + UTF8.width($1) }
  let trailing = text.reversed().prefix { $0.properties.isWhitespace }
  return start..<max(start, range.upperBound - trailing.reduce(0) { $0 + UTF8.width($1) })
}

/// Whether a piece belongs to the word before it: it shares a scalar with it, or follows without a gap where letters and
/// digits go on, an apostrophe between letters included ("don't" is one word to a reader).
private func continues(_ word: Range<Int>, _ piece: Range<Int>, _ bytes: [UInt8]) -> Bool {
  if piece.lowerBound < word.upperBound { return true }
  guard piece.lowerBound == word.upperBound, !piece.isEmpty,
    let before = lastScalars(bytes[word]).last, let after = firstScalars(bytes[piece]).first
  else { return false }
  func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "’" }
  if isApostrophe(after) {
    return goesOn(before) && firstScalars(bytes[piece.lowerBound...]).dropFirst().first.map(goesOn) ?? false
  }
  if isApostrophe(before) { return goesOn(after) && lastScalars(bytes[word]).dropLast().last.map(goesOn) ?? false }
  return goesOn(before) && goesOn(after)
}

/// At least the first two scalars, and no more work for a long word than for a short one.
private func firstScalars(_ bytes: ArraySlice<UInt8>) -> String.UnicodeScalarView {
  String(decoding: bytes.prefix(8), as: UTF8.self).unicodeScalars
}

/// At least the last two.
private func lastScalars(_ bytes: ArraySlice<UInt8>) -> String.UnicodeScalarView {
  String(decoding: bytes.suffix(8), as: UTF8.self).unicodeScalars
}

/// Whether a word goes on at this scalar: a letter, digit or mark of a script that puts spaces between words.
private func goesOn(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .decimalNumber, .letterNumber,
    .nonspacingMark, .spacingMark, .enclosingMark:
    true
  case .otherLetter:
    // Kana, and the scripts of South East Asia, stand without spaces as ideographs do.
    !scalar.properties.isIdeographic
      && ![0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF].contains { $0 ~= scalar.value }
  default: false
  }
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation:
    true
  default: false
  }
}
