/// One vocabulary piece of a tokenized text.
public struct Token: Sendable, Hashable {
  /// The piece's row in the vocabulary.
  public var id: Int
  /// UTF-8 offsets into the original text, before lowercasing and accent stripping.
  ///
  /// The range always covers whole Unicode scalars, even if a byte-level piece is only part of one. It equals Hugging
  /// Face's `offsets`, which count scalars. A byte-level piece of nothing but trimmed white space has an empty range,
  /// which may start one scalar after the next token's range; all other ranges are in text order.
  public var range: Range<Int>
  /// The index of the token's word, as Hugging Face's `word_ids`; the tokens of one word are adjacent.
  public var word: Int

  /// Creates a token.
  public init(id: Int, range: Range<Int>, word: Int) {
    self.id = id
    self.range = range
    self.word = word
  }
}
