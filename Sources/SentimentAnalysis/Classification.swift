/// What a model says of one text: its label, how sure it is, and the words that decided it.
public struct Classification: Sendable, Hashable {
  /// One label and its probability.
  public struct Score: Sendable, Hashable {
    /// The model's name for it.
    public var label: String
    /// In 0...1; the scores of one classification sum to one.
    public var probability: Double
  }

  /// A word of the text and what it did for the label.
  public struct KeyToken: Sendable, Hashable {
    /// As the classified text has it.
    public var text: String
    /// UTF-8 offsets into the classified text.
    public var range: Range<Int>
    /// The word's share of all weights, in -1...1: above zero it supports the label, below zero it opposes it.
    public var weight: Double
  }

  /// One piece that the tokenizer cut the text into, special tokens included.
  public struct Piece: Sendable, Hashable {
    /// Its number in the vocabulary.
    public var id: Int
    /// UTF-8 offsets into the classified text; nil for a special token.
    public var range: Range<Int>?
  }

  /// Every label in the model's order.
  public var scores: [Score]
  /// Index into `scores` of the likeliest label.
  public var best: Int
  /// The words that were read, strongest magnitude first; empty unless an explanation was asked for.
  public var keyTokens: [KeyToken]
  /// The head's raw output, in the model's label order.
  public var logits: [Float]
  /// What the encoder read.
  public var pieces: [Piece]
  /// UTF-8 range in the middle of a long text that the encoder did not read.
  public var unread: Range<Int>?

  /// The likeliest label.
  public var label: String { scores[best].label }
  /// The likeliest label's probability.
  public var confidence: Double { scores[best].probability }
}
