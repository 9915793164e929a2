/// BERT's pre-tokeniser: splits at white space; each punctuation mark is a word.
///
/// Follows `BertPreTokenizer` (tokenizers, pre_tokenizers/bert.rs): splits at White_Space, then isolates ASCII
/// punctuation and the categories P*.
struct BertPreTokenizer: Sendable {
  private let unicode = ScalarProperties.shared

  /// Appends the words of a part of a text.
  func split(_ part: Range<Int>, of bytes: [UInt8], into words: inout [Range<Int>]) {
    var start = part.lowerBound
    var index = part.lowerBound
    while index < part.upperBound {
      let (scalar, length) = scalar(at: index, of: bytes)
      let traits = unicode.traits(of: scalar)
      if !traits.isDisjoint(with: [.whitespace, .punctuation]) {
        if start < index { words.append(start..<index) }
        start = index + length
        if traits.contains(.punctuation) { words.append(index..<start) }
      }
      index += length
    }
    if start < index { words.append(start..<index) }
  }
}
