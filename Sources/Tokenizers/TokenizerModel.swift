/// What spells words with the pieces of a vocabulary.
enum TokenizerModel: Sendable {
  case wordPiece(WordPiece)
  case bytePairs(BytePairEncoding)

  /// The name that tokenizer.json gives it.
  var name: String {
    switch self {
    case .wordPiece: "WordPiece"
    case .bytePairs: "BPE"
    }
  }

  /// The pieces and their ids.
  var vocabulary: Vocabulary {
    switch self {
    case .wordPiece(let model): model.vocabulary
    case .bytePairs(let model): model.vocabulary
    }
  }

  /// Stands for what the vocabulary cannot spell; nil where no piece does.
  var unknownID: Int? {
    switch self {
    case .wordPiece(let model): model.unknownID
    case .bytePairs(let model): model.unknownID
    }
  }

  /// Appends the tokens of one word.
  func tokenize(
    _ word: Range<Int>, number: Int, of normalized: NormalizedText, in text: [UInt8], into tokens: inout [Token]
  ) {
    switch self {
    case .wordPiece(let model): model.tokenize(word, number: number, of: normalized, in: text, into: &tokens)
    case .bytePairs(let model): model.tokenize(word, number: number, of: normalized, in: text, into: &tokens)
    }
  }
}
