public import Tokenizers

/// Turns texts into what the encoder reads: token ids between [CLS] and [SEP], long texts cut to their head and tail.
public struct TextEncoder: Sendable {
  let tokenizer: Tokenizer
  /// The most tokens that are read of one text, special tokens included.
  public let maximumLength: Int
  /// How many tokens of a text that is too long are kept from its start.
  let headLength: Int
  /// And how many from its end; less than the rest of the limit where the user wants so.
  let tailLength: Int

  /// - Parameters:
  ///   - maximumLength: at least 3, at most the model's number of positions.
  ///   - headLength: of longer texts, the tokens kept from the start; nil leaves it to the tail's length, else takes half of
  ///     the limit, at most 128 tokens, since reviews conclude at the end (Sun et al., "How to Fine-Tune BERT for Text
  ///     Classification?", 2019, section 5.3.1).
  ///   - tailLength: the tokens kept from the end; nil takes the rest.
  public init(_ tokenizer: Tokenizer, maximumLength: Int, headLength: Int? = nil, tailLength: Int? = nil) {
    precondition(maximumLength >= 3, "a maximum length of \(maximumLength)")
    self.tokenizer = tokenizer
    self.maximumLength = maximumLength
    let room = maximumLength - 2
    let head = headLength ?? tailLength.map { room - $0 } ?? min(128, room / 2)
    self.headLength = min(room, max(0, head))
    self.tailLength = min(room - self.headLength, max(0, tailLength ?? room))
  }

  /// A text as the encoder reads it.
  public struct Encoded: Sendable, Hashable {
    /// With [CLS] in front and [SEP] behind.
    public var ids: [Int]
    /// The tokens between the two.
    public var tokens: [Token]
    /// The UTF-8 range in the middle that was cut out; nil where all is read.
    public var unread: Range<Int>?
    /// How many ids the whole text has; of a text over `TextEncoder.longestText`, those of its two ends.
    public var uncutCount: Int
  }

  /// Texts of more bytes than that take time to be tokenized.
  package static let longText = 1 << 16

  /// Longer texts, in bytes, are tokenized in part: this much of them, half from the start and half from the end. No encoder
  /// reads as many tokens, and cutting a text into tokens cannot be cancelled.
  static let longestText = 1 << 20

  /// Encodes one text; where it is too long, its head and its tail are kept.
  public func encode(_ text: String) -> Encoded {
    var (tokens, middle) = self.tokens(of: text)
    let uncutCount = tokens.count + 2
    var cut = tokens.count > maximumLength - 2 ? headLength..<tokens.count - tailLength : nil
    // The part that was not tokenized is cut out at least.
    if let middle { cut = min(cut?.lowerBound ?? middle, middle)..<max(cut?.upperBound ?? middle, middle) }
    var unread: Range<Int>?
    if let cut {
      let before = cut.lowerBound > 0 ? tokens[cut.lowerBound - 1].range.upperBound : 0
      let start = cut.lowerBound == middle ? before : tokens[cut.lowerBound].range.lowerBound
      let behind = middle == nil ? tokens[cut.upperBound - 1].range.upperBound : text.utf8.count
      let end = cut.upperBound < tokens.count ? tokens[cut.upperBound].range.lowerBound : behind
      unread = start..<max(start, end)
      tokens.removeSubrange(cut)
    }
    return Encoded(
      ids: [tokenizer.startID] + tokens.map(\.id) + [tokenizer.endID], tokens: tokens, unread: unread,
      uncutCount: uncutCount)
  }

  /// The tokens of a text, and the place among them where a part is left out that is not tokenized; nil where all is.
  private func tokens(of text: String) -> (tokens: [Token], middle: Int?) {
    guard text.utf8.count > Self.longestText else { return (tokenizer.encode(text), nil) }
    // Offsets within a scalar are rounded down to its start.
    let half = Self.longestText / 2
    let head = tokenizer.encode(String(text.unicodeScalars[..<text.utf8.index(text.startIndex, offsetBy: half)]))
    let end = String(text.unicodeScalars[text.utf8.index(text.endIndex, offsetBy: -half)...])
    let (start, words) = (text.utf8.count - end.utf8.count, (head.last?.word ?? -1) + 1)
    let tail = tokenizer.encode(end).map { token in
      Token(
        id: token.id, range: token.range.lowerBound + start..<token.range.upperBound + start, word: token.word + words)
    }
    return (head + tail, head.count)
  }
}
