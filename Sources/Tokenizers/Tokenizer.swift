/// Cuts texts into the pieces of a model's vocabulary: BERT's WordPiece, RoBERTa's byte-level BPE, or XLM-R's
/// Unigram.
///
/// ```swift
/// let tokenizer = try Tokenizer(folder: "all-MiniLM-L6-v2")
/// for token in tokenizer.encode("Naïve, aren't we?") {
///   print(tokenizer.piece(token.id) ?? "", token.range)  // naive 0..<6, `,` 6..<7, aren 8..<12, …
/// }
/// ```
///
/// Ids, offsets and words equal those of Hugging Face's `tokenizers` on every text, its truncation and padding aside.
public struct Tokenizer: Sendable {
  /// Begins every sequence: `[CLS]` or `<s>`.
  public let startID: Int
  /// Ends every sequence: `[SEP]` or `</s>`.
  public let endID: Int
  /// One more than the highest id, so the rows that an embedding table needs; gaps in the vocabulary count.
  public let vocabularyCount: Int
  /// `model_max_length` of tokenizer_config.json; nil where it is missing or only a way to say "no limit", such as 1e30.
  public let modelMaxLength: Int?

  /// What spells words: `WordPiece`, `Unigram` or `BPE`.
  public var algorithm: String { model.name }

  let addedTokens: AddedTokens
  let normalizer: Normalizer
  let preTokenizer: PreTokenizer
  let model: TokenizerModel
  let trimming: OffsetTrimming?

  /// The vocabulary's text for an id, `##` included and bytes written as `Ġ` and the like; nil where no piece has that id.
  public func piece(_ id: Int) -> String? {
    addedTokens.entries.piece(id) ?? model.vocabulary.piece(id)
  }

  /// The tokens of a text, in order, without the special tokens that begin and end a sequence.
  ///
  /// Special tokens that stand in the text itself, such as a typed `[MASK]`, become that token, as they do at Hugging Face.
  public func encode(_ text: String) -> [Token] {
    let text = Array(text.utf8)
    var tokens: [Token] = []
    tokens.reserveCapacity(text.count / 4 + 1)
    var word = 0
    var normalized = NormalizedText()
    var split = SplitText()
    // The order of `AddedVocabulary::extract_and_normalize` (tokenizers, added_vocabulary.rs): tokens that stand in the text
    // as typed, then the normaliser on what is between them, then tokens that stand in the normalised text.
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

  /// A token that was found as a whole.
  ///
  /// - Parameter isFirst: whether no token stands before it.
  private func addedToken(
    _ id: Int, _ range: Range<Int>, _ characters: ArraySlice<UInt8>, _ word: Int, isFirst: Bool, in text: [UInt8]
  ) -> Token {
    guard let trimming else { return Token(id: id, range: range, word: word) }
    let spaces = OffsetTrimming.Spaces(of: String(decoding: characters, as: UTF8.self).unicodeScalars)
    return Token(id: id, range: trimming.trim(range, spaces, isFirst: isFirst, in: text), word: word)
  }
}
