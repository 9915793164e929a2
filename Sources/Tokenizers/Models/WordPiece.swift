/// Spells words with the pieces of a vocabulary, always taking the longest piece that fits.
///
/// As `WordPiece::tokenize` (tokenizers, models/wordpiece/mod.rs): a word that is too long, or that cannot be spelled to its
/// end, becomes one unknown token.
struct WordPiece: Sendable {
  let vocabulary: Vocabulary
  let unknownID: Int
  private let longestWord: Int
  /// Where pieces that continue a word begin: after the prefix. Nil where no piece has the prefix.
  private let continuation: PieceTrie.Node?

  /// - Parameters:
  ///   - prefix: what pieces that continue a word begin with, usually `##`.
  ///   - longestWord: in Unicode scalars.
  init(vocabulary: Vocabulary, unknownID: Int, prefix: String, longestWord: Int) {
    self.vocabulary = vocabulary
    self.unknownID = unknownID
    self.longestWord = longestWord
    continuation = vocabulary.trie.node(of: prefix.utf8)
  }

  /// Appends the tokens of one word of a normalised text.
  func tokenize(
    _ word: Range<Int>, number: Int, of normalized: NormalizedText, in text: [UInt8], into tokens: inout [Token]
  ) {
    let count = tokens.count
    var start = word.lowerBound
    var root: PieceTrie.Node? = PieceTrie.root
    var isSpelled = isShort(word, normalized.bytes)
    while isSpelled, start < word.upperBound {
      guard let node = root,
        let piece = vocabulary.trie.longestMatch(from: node, of: normalized.bytes, in: start..<word.upperBound)
      else {
        isSpelled = false
        break
      }
      tokens.append(Token(id: piece.value, range: normalized.range(of: start..<piece.end, in: text), word: number))
      start = piece.end
      root = continuation
    }
    if !isSpelled {
      tokens.removeLast(tokens.count - count)
      tokens.append(Token(id: unknownID, range: normalized.range(of: word, in: text), word: number))
    }
  }

  private func isShort(_ word: Range<Int>, _ bytes: [UInt8]) -> Bool {
    word.count <= longestWord || bytes[word].count { $0 & 0xC0 != 0x80 } <= longestWord
  }
}
