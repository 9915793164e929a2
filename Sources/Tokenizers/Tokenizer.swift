/// Splits texts into tokens of a model's vocabulary by BERT's WordPiece, RoBERTa's byte-level BPE or XLM-R's Unigram.
///
/// ```swift
/// let tokenizer = try Tokenizer(folder: "all-MiniLM-L6-v2")
/// for token in tokenizer.encode("Naïve, aren't we?") {
///   print(tokenizer.piece(token.id) ?? "", token.range)  // naive 0..<6, `,` 6..<7, aren 8..<12, …
/// }
/// ```
///
/// Ids, offsets and words equal those of Hugging Face's `tokenizers`, without truncation and padding.
public struct Tokenizer: Sendable {
  /// The id of the token that begins every sequence: `[CLS]` or `<s>`.
  public let startID: Int
  /// The id of the token that ends every sequence: `[SEP]` or `</s>`.
  public let endID: Int
  /// The number of rows that an embedding table needs: the highest id plus one, gaps in the vocabulary included.
  public let vocabularyCount: Int
  /// `model_max_length` of tokenizer_config.json; nil if it is missing or means "no limit", such as 1e30.
  public let modelMaxLength: Int?
  /// Sentences about files that contradict each other.
  public let warnings: [String]

  /// The algorithm that splits words into pieces: `WordPiece`, `Unigram` or `BPE`.
  public var algorithm: String { model.name }

  let addedTokens: AddedTokens
  let normalizer: Normalizer
  let preTokenizer: PreTokenizer
  let model: TokenizerModel
  let trimming: OffsetTrimming?

  /// The vocabulary's text for an id, with prefixes such as `##` and bytes as characters such as `Ġ`; nil if no piece has
  /// the id.
  public func piece(_ id: Int) -> String? {
    addedTokens.entries.piece(id) ?? model.vocabulary.piece(id)
  }

  /// The tokens of a text, in order, without the special tokens that begin and end a sequence.
  ///
  /// A special token that the text contains, such as a typed `[MASK]`, becomes that token, as in Hugging Face's library.
  public func encode(_ text: String) -> [Token] {
    let text = Array(text.utf8)
    var tokens: [Token] = []
    tokens.reserveCapacity(text.count / 4 + 1)
    var word = 0
    var normalized = NormalizedText()
    var split = SplitText()
    // The order of `AddedVocabulary::extract_and_normalize` (tokenizers, added_vocabulary.rs): find tokens in the text as
    // typed, normalise the sections between them, then find tokens in the normalised sections.
    for section in addedTokens.asTyped.sections(of: text, in: 0..<text.count) {
      if let id = section.id {
        tokens.append(addedToken(id, section.range, text[section.range], word, isFirst: tokens.isEmpty, in: text))
        word += 1
        continue
      }
      normalizer.normalize(text, in: section.range, into: &normalized)
      for section in addedTokens.normalized.sections(of: normalized.bytes, in: 0..<normalized.bytes.count) {
        if let id = section.id {
          let range = normalized.range(of: section.range, in: text)
          tokens.append(addedToken(id, range, normalized.bytes[section.range], word, isFirst: tokens.isEmpty, in: text))
          word += 1
          continue
        }
        split.begin(with: section.range, of: &normalized)
        preTokenizer.split(&split)
        let count = tokens.count
        model.tokenize(split, numberedFrom: word, in: text, into: &tokens)
        word += split.words.count
        trimming?.trim(&tokens, from: count, in: text)
      }
    }
    return tokens
  }

  /// The token for an added token found in the text.
  ///
  /// - Parameter isFirst: whether it is the text's first token.
  private func addedToken(
    _ id: Int, _ range: Range<Int>, _ characters: ArraySlice<UInt8>, _ word: Int, isFirst: Bool, in text: [UInt8]
  ) -> Token {
    guard let trimming else { return Token(id: id, range: range, word: word) }
    let spaces = OffsetTrimming.Spaces(of: String(decoding: characters, as: UTF8.self).unicodeScalars)
    return Token(id: id, range: trimming.trim(range, spaces, isFirst: isFirst, in: text), word: word)
  }
}
