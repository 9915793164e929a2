/// One piece of a text as the model reads it.
public struct Token: Sendable, Hashable {
  /// The piece's row in the vocabulary.
  public var id: Int
  /// UTF-8 offsets into the original text, as it was before lowercasing and accent stripping.
  ///
  /// Always whole Unicode scalars, also where a byte-level piece is only a part of one. They equal Hugging Face's `offsets`,
  /// which count scalars, and so are empty for a byte-level piece that is nothing but trimmed white space; such a one may
  /// stand a scalar behind the piece after it, all else is in the order of the text.
  public var range: Range<Int>
  /// The index of the word that the piece belongs to, as Hugging Face's `word_ids`; pieces of one word follow each other.
  public var word: Int

  /// A token of that vocabulary row at that place.
  public init(id: Int, range: Range<Int>, word: Int) {
    self.id = id
    self.range = range
    self.word = word
  }
}
