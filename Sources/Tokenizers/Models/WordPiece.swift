/// Splits words greedily into the longest matching pieces of a vocabulary.
///
/// Follows `WordPiece::tokenize` (tokenizers, models/wordpiece/mod.rs): a word that is too long, or of which a part
/// matches no piece, becomes one unknown token.
struct WordPiece: Sendable {
  let vocabulary: Vocabulary
  let unknownID: Int
  private let wordLengthLimit: Int
  /// The trie node after the prefix, where pieces that continue a word start; nil if no piece has the prefix.
  private let continuation: PieceTrie.Node?

  /// - Parameters:
  ///   - prefix: the prefix of pieces that continue a word, usually `##`.
  ///   - wordLengthLimit: in Unicode scalars.
  init(vocabulary: Vocabulary, unknownID: Int, prefix: String, wordLengthLimit: Int) {
    self.vocabulary = vocabulary
    self.unknownID = unknownID
    self.wordLengthLimit = wordLengthLimit
    continuation = vocabulary.trie.node(of: prefix.utf8)
  }

  /// Appends the tokens of one word of a normalised text.
  func tokenize(
    _ word: Range<Int>, number: Int, of normalized: NormalizedText, in text: [UInt8], into tokens: inout [Token]
  ) {
    let count = tokens.count
    var start = word.lowerBound
    var root: PieceTrie.Node? = PieceTrie.root
    var isMatched = isShort(word, normalized.bytes)
    while isMatched, start < word.upperBound {
      guard let node = root,
        let piece = vocabulary.trie.longestMatch(from: node, of: normalized.bytes, in: start..<word.upperBound)
      else {
        isMatched = false
        break
      }
      tokens.append(Token(id: piece.value, range: normalized.range(of: start..<piece.end, in: text), word: number))
      start = piece.end
      root = continuation
    }
    if !isMatched {
      tokens.removeLast(tokens.count - count)
      tokens.append(Token(id: unknownID, range: normalized.range(of: word, in: text), word: number))
    }
  }

  private func isShort(_ word: Range<Int>, _ bytes: [UInt8]) -> Bool {
    word.count <= wordLengthLimit || bytes[word].count { $0 & 0xC0 != 0x80 } <= wordLengthLimit
  }
}
