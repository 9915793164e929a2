/// RoBERTa's and GPT-2's pre-tokeniser: splits into words that include the space before them, and maps bytes to the byte
/// alphabet.
///
/// Follows `ByteLevel` (tokenizers, pre_tokenizers/byte_level.rs).
struct ByteLevel: Sendable {
  /// Whether to put a space before each part of the text without one, so that its first word is like any other.
  var addsPrefixSpace = true
  /// Whether to split by GPT-2's regular expression.
  var splits = true

  /// Splits each word of the text into words in the byte alphabet.
  func split(_ text: inout SplitText) {
    var result = SplitText()
    result.text.reserveCapacity(text.text.bytes.count + text.text.bytes.count / 4 + 1)
    var prefixed = NormalizedText()
    for word in text.words {
      if addsPrefixSpace, text.text.bytes[word.lowerBound] != UInt8(ascii: " ") {
        prefixed.removeAll()
        prefixed.append(byte: UInt8(ascii: " "), from: text.text.origins[word.lowerBound])
        prefixed.append(word, of: text.text)
        split(prefixed.bytes.indices, of: prefixed, into: &result)
      } else {
        split(word, of: text.text, into: &result)
      }
    }
    text = result
  }

  private func split(_ word: Range<Int>, of text: NormalizedText, into result: inout SplitText) {
    func append(_ part: Range<Int>) {
      let start = result.text.bytes.count
      ByteAlphabet.shared.append(part, of: text, to: &result.text)
      result.words.append(start..<result.text.bytes.count)
    }
    guard splits else { return append(word) }
    var parts = ByteLevelWords(of: text.bytes, in: word)
    while let part = parts.next() { append(part) }
  }
}
