import Reviews
import Tokenizers

/// A word of a text and its tokens.
///
/// The text defines the words, not the tokenizer, whose tokens may contain white space, punctuation or, in scripts without
/// spaces, a whole sentence.
package struct Word: Sendable, Hashable {
  /// UTF-8 offsets into the text.
  package var range: Range<Int>
  /// Indices into the tokens of the text, without special tokens.
  package var tokens: Range<Int>

  /// Its role in a sentence.
  package var kind: Kind

  /// The role of a word in a sentence. Content words explain a label best.
  package enum Kind: Sendable, Hashable {
    case content, function, punctuation
  }

  /// The sum of its tokens' scores, given the scores of all ids, special tokens included.
  func score(_ scores: [Float]) -> Float { scores[tokens.lowerBound + 1..<tokens.upperBound + 1].reduce(0, +) }
}

extension Word {
  /// The words of a text that were read, punctuation included. A token of white space alone belongs to the next word.
  ///
  /// - Parameters:
  ///   - tokens: the tokens that were read, in the text's order.
  ///   - unread: the part of a long text that has no tokens and is not searched.
  static func find(in text: String, _ tokens: [Token], unread: Range<Int>? = nil) -> [Word] {
    let bytes = Array(text.utf8)
    let read = unread.map { [0..<$0.lowerBound, $0.upperBound..<bytes.count] } ?? [bytes.indices]
    let insideEmoticons = Set(read.flatMap { Emoticon.ranges(in: bytes, $0) }.flatMap { $0.dropFirst() })
    var spans: [(range: Range<Int>, tokens: Range<Int>)] = []
    var first = 0  // the first token that belongs to no word yet
    for (place, token) in tokens.enumerated() {
      let range = trimmed(token.range, bytes)
      if let last = spans.last,
        insideEmoticons.contains(range.lowerBound) && last.range.upperBound == range.lowerBound
          || isContinuation(of: last.range, range, bytes)
      {
        // A token may cover only some bytes of a scalar, or a space that is not in the text.
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
  /// The kind of a word, without its context.
  package init(of text: String) {
    guard text.unicodeScalars.allSatisfy(isMark) else {
      self = FunctionWords.contains(text) ? .function : .content
      return
    }
    let bytes = Array(text.utf8)
    // Three or more asterisks replace a swear word.
    let isMasked = bytes.count >= 3 && bytes.allSatisfy { $0 == UInt8(ascii: "*") }
    self = isMasked || Emoticon.ranges(in: bytes) == [bytes.indices] ? .content : .punctuation
  }
}

func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
  let text = String(decoding: bytes[range], as: UTF8.self).unicodeScalars
  let leading = text.prefix { $0.properties.isWhitespace }
  let start = range.lowerBound + leading.reduce(0) { $0 + UTF8.width($1) }
  let trailing = text.reversed().prefix { $0.properties.isWhitespace }
  return start..<max(start, range.upperBound - trailing.reduce(0) { $0 + UTF8.width($1) })
}

/// Whether a token belongs to the word before it. It does if it shares a scalar with the word, or if it follows without a gap
/// and continues letters and digits, with an apostrophe between letters ("don't" is one word), or repeats the same mark.
private func isContinuation(of word: Range<Int>, _ piece: Range<Int>, _ bytes: [UInt8]) -> Bool {
  if piece.lowerBound < word.upperBound { return true }
  guard piece.lowerBound == word.upperBound, !piece.isEmpty,
    let before = lastScalars(bytes[word]).last, let after = firstScalars(bytes[piece]).first
  else { return false }
  if before == after, isMark(after) { return true }
  func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { ["'", "’", "`"].contains(scalar) }
  if isApostrophe(after) {
    return isWordCharacter(before)
      && firstScalars(bytes[piece.lowerBound...]).dropFirst().first.map(isWordCharacter) ?? false
  }
  if isApostrophe(before) {
    return isWordCharacter(after) && lastScalars(bytes[word]).dropLast().last.map(isWordCharacter) ?? false
  }
  return isWordCharacter(before) && isWordCharacter(after)
}

/// At least the first two scalars; a long word takes no more work than a short one.
func firstScalars(_ bytes: ArraySlice<UInt8>) -> String.UnicodeScalarView {
  String(decoding: bytes.prefix(8), as: UTF8.self).unicodeScalars
}

/// At least the last two scalars.
func lastScalars(_ bytes: ArraySlice<UInt8>) -> String.UnicodeScalarView {
  String(decoding: bytes.suffix(8), as: UTF8.self).unicodeScalars
}

/// Whether this scalar is a letter, digit or mark of a script with spaces between words.
func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .decimalNumber, .letterNumber,
    .nonspacingMark, .spacingMark, .enclosingMark:
    true
  case .otherLetter:
    // Kana and the scripts of South East Asia have no spaces between words, as ideographs.
    !scalar.properties.isIdeographic
      && ![0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF].contains { $0 ~= scalar.value }
  default: false
  }
}

/// Whether this is punctuation or a mark of formulas or markup, which is not a word by itself. Emoji are words.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol:
    true
  case .modifierSymbol: !scalar.properties.isEmojiModifier
  default: false
  }
}
