public import Tokenizers

/// Turns texts into what the encoder reads: token ids between [CLS] and [SEP], long texts cut to their head and tail.
public struct TextEncoder: Sendable {
  let tokenizer: Tokenizer
  /// The most tokens that are read of one text, special tokens included.
  public let maximumLength: Int

  /// - Parameter maximumLength: at least 3, at most the model's number of positions.
  public init(_ tokenizer: Tokenizer, maximumLength: Int) {
    precondition(maximumLength >= 3, "a maximum length of \(maximumLength)")
    self.tokenizer = tokenizer
    self.maximumLength = maximumLength
  }

  /// A text as the encoder reads it.
  public struct Encoded: Sendable, Hashable {
    /// With [CLS] in front and [SEP] behind.
    public var ids: [Int]
    /// The tokens between the two.
    public var tokens: [Token]
    /// The UTF-8 range in the middle that was cut out; nil where all is read.
    public var unread: Range<Int>?
    /// How many ids the whole text has.
    public var uncutCount: Int
  }

  /// Encodes one text; where it is too long, its first half of the limit, at most 128 tokens, and then its end are kept,
  /// since reviews conclude at the end (Sun et al., "How to Fine-Tune BERT for Text Classification?", 2019, section 5.3.1).
  public func encode(_ text: String) -> Encoded {
    var tokens = tokenizer.encode(text)
    var unread: Range<Int>?
    let room = maximumLength - 2
    let uncutCount = tokens.count + 2
    if tokens.count > room {
      let head = min(128, room / 2)
      let tail = tokens.count - (room - head)
      unread = tokens[head].range.lowerBound..<max(tokens[head].range.lowerBound, tokens[tail].range.lowerBound)
      tokens.removeSubrange(head..<tail)
    }
    return Encoded(
      ids: [tokenizer.startID] + tokens.map(\.id) + [tokenizer.endID], tokens: tokens, unread: unread,
      uncutCount: uncutCount)
  }
}

/// Groups texts for the encoder: those of like length together, at most `tokens` tokens (or one text) a group.
///
/// - Returns: indices into `lengths`, longest texts first, so that memory peaks at once.
public func batches(ofLengths lengths: [Int], tokens: Int) -> [[Int]] {
  var batches: [[Int]] = []
  var room = 0
  for index in lengths.indices.sorted(by: { (lengths[$0], $1) > (lengths[$1], $0) }) {
    if batches.isEmpty || lengths[index] > room {
      batches.append([])
      room = tokens
    }
    batches[batches.count - 1].append(index)
    room -= lengths[index]
  }
  return batches
}
