public import Tokenizers

/// A word as a spans head reads it: letters and digits in a row, an ideograph or a token of them, or a mark.
///
/// The head reads the first token of a word and its tag is that of the word, as in transformers' `run_ner.py` and the pipeline's
/// aggregation "first". A span then never ends within a word.
public struct TaggedWord: Sendable, Hashable {
  /// UTF-8 offsets into the text.
  public var range: Range<Int>
  /// The index of its first token.
  public var token: Int

  /// The words of a text, in order.
  ///
  /// - Parameter tokens: the tokens that are read, without special ones.
  public static func find(in text: String, _ tokens: [Token]) -> [TaggedWord] {
    let bytes = Array(text.utf8)
    var words: [TaggedWord] = []
    for (index, token) in tokens.enumerated() {
      let range = trimmed(token.range, bytes)
      if range.isEmpty { continue }
      if let last = words.last, isOneWord(last.range, range, bytes) {
        words[words.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, range.upperBound)
      } else {
        words.append(TaggedWord(range: range, token: index))
      }
    }
    return words
  }

  /// Whether a token belongs to the word before it: it shares a scalar with the word, or both meet within letters and digits.
  private static func isOneWord(_ word: Range<Int>, _ piece: Range<Int>, _ bytes: [UInt8]) -> Bool {
    if piece.lowerBound < word.upperBound { return true }
    guard piece.lowerBound == word.upperBound, let before = lastScalars(bytes[word]).last,
      let after = firstScalars(bytes[piece]).first
    else { return false }
    return isWordCharacter(before) && isWordCharacter(after)
  }
}
