/// A tokenization algorithm: splits words into pieces of its vocabulary.
enum TokenizerModel: Sendable {
  case wordPiece(WordPiece)
  case bytePairs(BytePairEncoding)
  case unigram(Unigram)

  /// The algorithm's name in tokenizer.json.
  var name: String {
    switch self {
    case .wordPiece: "WordPiece"
    case .bytePairs: "BPE"
    case .unigram: "Unigram"
    }
  }

  /// The pieces and their ids.
  var vocabulary: Vocabulary {
    switch self {
    case .wordPiece(let model): model.vocabulary
    case .bytePairs(let model): model.vocabulary
    case .unigram(let model): model.vocabulary
    }
  }

  /// The number of pieces; Unigram counts duplicates.
  var pieceCount: Int {
    switch self {
    case .wordPiece, .bytePairs: vocabulary.pieceCount
    case .unigram(let model): model.pieceCount
    }
  }

  /// Appends the tokens of a text's words, whose numbers count up from `number`.
  func tokenize(_ split: SplitText, numberedFrom number: Int, in text: [UInt8], into tokens: inout [Token]) {
    switch self {
    case .wordPiece(let model):
      for (index, word) in split.words.enumerated() {
        model.tokenize(word, number: number + index, of: split.text, in: text, into: &tokens)
      }
    case .bytePairs(let model):
      for (index, word) in split.words.enumerated() {
        model.tokenize(word, number: number + index, of: split.text, in: text, into: &tokens)
      }
    case .unigram(let model):
      var lattice = Unigram.Lattice()
      for (index, word) in split.words.enumerated() {
        model.tokenize(word, number: number + index, of: split.text, in: text, using: &lattice, into: &tokens)
      }
    }
  }
}
