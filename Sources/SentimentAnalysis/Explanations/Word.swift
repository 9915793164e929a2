import Reviews
import Tokenizers

/// A word of a text and the tokens that it was read as.
///
/// What a word is goes by the text, not by the tokenizer, whose pieces may hold white space, punctuation or, in scripts
/// without spaces, a whole sentence.
package struct Word: Sendable, Hashable {
  /// UTF-8 offsets into the text.
  package var range: Range<Int>
  /// Places among the tokens of the text, special ones not counted.
  package var tokens: Range<Int>

  /// What it does in a sentence.
  package var kind: Kind

  /// What a word does in a sentence, which says how likely it is to tell a reader something.
  package enum Kind: Sendable, Hashable {
    case content, function, punctuation
  }

  /// The sum over its tokens of scores that stand for all ids, special ones included.
  func score(_ scores: [Float]) -> Float { scores[tokens.lowerBound + 1..<tokens.upperBound + 1].reduce(0, +) }
}

extension Word {
  /// The words that were read of a text, punctuation among them. A token that stands for white space alone belongs to the
  /// word behind it.
  ///
  /// - Parameters:
  ///   - tokens: those that were read, in the text's order.
  ///   - unread: the part of a long text that no token stands for; nothing is looked for in it.
  static func find(in text: String, _ tokens: [Token], unread: Range<Int>? = nil) -> [Word] {
    let bytes = Array(text.utf8)
    let read = unread.map { [0..<$0.lowerBound, $0.upperBound..<bytes.count] } ?? [bytes.indices]
    let insideEmoticons = Set(read.flatMap { Emoticon.ranges(in: bytes, $0) }.flatMap { $0.dropFirst() })
    var spans: [(range: Range<Int>, tokens: Range<Int>)] = []
    var first = 0  // of the tokens that belong to no word yet
    for (place, token) in tokens.enumerated() {
      let range = trimmed(token.range, bytes)
      if let last = spans.last,
        insideEmoticons.contains(range.lowerBound) && last.range.upperBound == range.lowerBound
          || continues(last.range, range, bytes)
      {
        // A piece may stand for less than the one before it: of a scalar's bytes, or of a space that is not in the text.
        let start = min(last.range.lowerBound, range.lowerBound)
        spans[spans.count - 1] = (
          start..<max(last.range.upperBound, range.upperBound), last.tokens.lowerBound..<place + 1
        )
      } else if !range.isEmpty {
        spans.append((range, first..<place + 1))
      } else {
        continue
      }
      first = place + 1
    }
    return spans.map { range, tokens in
      Word(range: range, tokens: tokens, kind: Kind(of: String(decoding: bytes[range], as: UTF8.self)))
    }
  }
}

extension Word.Kind {
  /// That of a word by itself.
  package init(of text: String) {
    guard text.unicodeScalars.allSatisfy(isMark) else {
      self = FunctionWords.contains(text) ? .function : .content
      return
    }
    let bytes = Array(text.utf8)
    // Three asterisks and more stand for a word that someone would not write.
    let isMasked = bytes.count >= 3 && bytes.allSatisfy { $0 == UInt8(ascii: "*") }
    self = isMasked || Emoticon.ranges(in: bytes) == [bytes.indices] ? .content : .punctuation
  }
}

private func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
  let text = String(decoding: bytes[range], as: UTF8.self).unicodeScalars
  let leading = text.prefix { $0.properties.isWhitespace }
  let start = range.lowerBound + leading.reduce(0) { $0 + UTF8.width($1) }
  let trailing = text.reversed().prefix { $0.properties.isWhitespace }
  return start..<max(start, range.upperBound - trailing.reduce(0) { $0 + UTF8.width($1) })
}

/// Whether a piece belongs to the word before it: it shares a scalar with it, or follows without a gap where letters and
/// digits go on, an apostrophe between letters included ("don't" is one word to a reader), or the same mark is repeated.
private func continues(_ word: Range<Int>, _ piece: Range<Int>, _ bytes: [UInt8]) -> Bool {
  if piece.lowerBound < word.upperBound { return true }
  guard piece.lowerBound == word.upperBound, !piece.isEmpty,
    let before = lastScalars(bytes[word]).last, let after = firstScalars(bytes[piece]).first
  else { return false }
  if before == after, isMark(after) { return true }
  func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { ["'", "’", "`"].contains(scalar) }
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

/// Whether it is punctuation or another mark that is no word by itself, such as those of formulas and of markup; emoji are.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol:
    true
  case .modifierSymbol: !scalar.properties.isEmojiModifier
  default: false
  }
}
