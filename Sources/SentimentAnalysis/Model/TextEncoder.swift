public import Tokenizers

/// Converts texts into token ids between [CLS] and [SEP]; of long texts, only the head and the tail.
public struct TextEncoder: Sendable {
  let tokenizer: Tokenizer
  /// The maximum of tokens that the encoder reads of one text, special tokens included.
  public let maximumLength: Int
  /// The number of tokens kept from the start of a text that is too long.
  let headLength: Int
  /// The number of tokens kept from its end; it may be less than the rest of the limit.
  let tailLength: Int

  /// Sentences about tokenizer files that contradict each other.
  public var warnings: [String] { tokenizer.warnings }

  /// - Parameters:
  ///   - maximumLength: at least 3, at most the model's number of positions.
  ///   - headLength: the tokens kept from the start of longer texts; nil means the limit minus `tailLength`, or without that
  ///     half of the limit, at most 128 tokens, since reviews conclude at the end (Sun et al., "How to Fine-Tune BERT for Text
  ///     Classification?", 2019, section 5.3.1).
  ///   - tailLength: the tokens kept from the end; nil means the rest.
  public init(_ tokenizer: Tokenizer, maximumLength: Int, headLength: Int? = nil, tailLength: Int? = nil) {
    precondition(maximumLength >= 3, "a maximum length of \(maximumLength)")
    self.tokenizer = tokenizer
    self.maximumLength = maximumLength
    let room = maximumLength - 2
    let head = headLength ?? tailLength.map { room - $0 } ?? min(128, room / 2)
    self.headLength = min(room, max(0, head))
    self.tailLength = min(room - self.headLength, max(0, tailLength ?? room))
  }

  /// An encoded text.
  public struct Encoded: Sendable, Hashable {
    /// The ids, from [CLS] to [SEP].
    public var ids: [Int]
    /// The tokens between the two.
    public var tokens: [Token]
    /// The UTF-8 range in the middle that is left out; nil if the whole text is read.
    public var unread: Range<Int>?
    /// The number of ids of the whole text; for a text over `TextEncoder.longestText`, of its two ends.
    public var uncutCount: Int
  }

  /// Tokenizing texts of more bytes takes a noticeable time.
  package static let longText = 1 << 16

  /// Of texts with more bytes, only this number of bytes is tokenized, half from the start and half from the end. No encoder
  /// reads that many tokens, and tokenizing cannot be cancelled.
  static let longestText = 1 << 20

  /// Encodes one text, or the head and the tail of a text that is too long.
  public func encode(_ text: String) -> Encoded {
    var (tokens, middle) = self.tokens(of: text)
    let uncutCount = tokens.count + 2
    var cut = tokens.count > maximumLength - 2 ? headLength..<tokens.count - tailLength : nil
    // At least the part that was not tokenized is left out.
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

  /// The tokens of a text, and the position among them of a part that was not tokenized; nil if all was tokenized.
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
