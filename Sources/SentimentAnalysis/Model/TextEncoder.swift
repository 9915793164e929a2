public import Tokenizers

/// Converts texts into token ids between [CLS] and [SEP]. Of long texts it keeps the head and the tail, or reads them in windows.
public struct TextEncoder: Sendable {
  let tokenizer: Tokenizer
  /// The maximum of tokens that the encoder reads of one text, special tokens included.
  public let maximumLength: Int
  /// The number of tokens kept from the start of a text that is too long.
  let headLength: Int
  /// The number of tokens kept from its end; it may be less than the rest of the limit.
  let tailLength: Int
  /// The maximum number of windows in which a text that is too long is read; with one, head and tail are kept instead.
  let maximumWindows: Int

  /// Sentences about tokenizer files that contradict each other.
  public var warnings: [String] { tokenizer.warnings }

  /// - Parameters:
  ///   - maximumLength: at least 3, at most the model's number of positions.
  ///   - headLength: the tokens kept from the start of longer texts; nil means the limit minus `tailLength`, or without that
  ///     half of the limit, at most 128 tokens, since reviews conclude at the end (Sun et al., "How to Fine-Tune BERT for Text
  ///     Classification?", 2019, section 5.3.1).
  ///   - tailLength: the tokens kept from the end; nil means the rest.
  ///   - windows: the maximum number of windows of a text.
  public init(
    _ tokenizer: Tokenizer, maximumLength: Int, headLength: Int? = nil, tailLength: Int? = nil, windows: Int = 1
  ) {
    precondition(maximumLength >= 3, "a maximum length of \(maximumLength)")
    maximumWindows = max(1, windows)
    self.tokenizer = tokenizer
    self.maximumLength = maximumLength
    let room = maximumLength - 2
    let head = headLength ?? tailLength.map { room - $0 } ?? min(128, room / 2)
    self.headLength = min(room, max(0, head))
    self.tailLength = min(room - self.headLength, max(0, tailLength ?? room))
  }

  /// The encoder that keeps head and tail of a long text instead of reading it in windows.
  package var readingOnce: TextEncoder {
    TextEncoder(tokenizer, maximumLength: maximumLength, headLength: headLength, tailLength: tailLength)
  }

  /// An encoded text.
  public struct Encoded: Sendable, Hashable {
    /// The tokens that are read, without the special ones.
    public var tokens: [Token]
    /// The windows in which they are read, as ranges of `tokens`; a short text has one.
    public var windows: [Range<Int>]
    /// The id before each window.
    var startID: Int
    /// The id after each window.
    var endID: Int
    /// The UTF-8 range in the middle that is left out; nil if the whole text is read.
    public var unread: Range<Int>?
    /// The number of ids of the whole text; for a text over `TextEncoder.longestText`, of its two ends.
    public var uncutCount: Int

    /// The ids of all windows, each from [CLS] to [SEP].
    public var ids: [Int] { windows.indices.flatMap { ids(ofWindow: $0) } }

    /// The ids of one window, from [CLS] to [SEP].
    public func ids(ofWindow window: Int) -> [Int] { [startID] + tokens[windows[window]].map(\.id) + [endID] }

    /// The share of the text that each window stands for. A token in several windows counts for each in part.
    public var windowWeights: [Double] {
      guard windows.count > 1 else { return [1] }
      var counts = [Double](repeating: 0, count: tokens.count)
      for window in windows { for token in window { counts[token] += 1 } }
      return windows.map { $0.reduce(0) { $0 + 1 / counts[$1] } / Double(tokens.count) }
    }
  }

  /// Tokenizing texts of more bytes takes a noticeable time.
  package static let longText = 1 << 16

  /// Of texts with more bytes, only this number of bytes is tokenized, half from the start and half from the end. No encoder
  /// reads that many tokens, and tokenizing cannot be cancelled.
  static let longestText = 1 << 20

  /// Encodes one text, or the parts of it that are read.
  public func encode(_ text: String) -> Encoded {
    var (tokens, middle) = self.tokens(of: text)
    let uncutCount = tokens.count + 2
    var cut = cut(tokens.count)
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
      tokens: tokens, windows: windows(tokens.count, gap: cut?.lowerBound ?? tokens.count), startID: tokenizer.startID,
      endID: tokenizer.endID, unread: unread,
      uncutCount: uncutCount)
  }

  /// The tokens of a text to leave out: with windows, those between the ones that cover its start and those that cover its end,
  /// where reviews conclude.
  private func cut(_ count: Int) -> Range<Int>? {
    guard count > room else { return nil }
    guard maximumWindows > 1 else { return headLength..<count - tailLength }
    let tail = maximumWindows / 2
    let (end, start) = ((maximumWindows - tail - 1) * stride + room, count - (tail - 1) * stride - room)
    return end < start ? end..<start : nil
  }

  /// The windows over the tokens that are left, of which none reaches over the gap.
  private func windows(_ count: Int, gap: Int) -> [Range<Int>] {
    guard maximumWindows > 1, count > room else { return [0..<count] }
    return [0..<gap, gap..<count].flatMap { part -> [Range<Int>] in
      guard part.count > room else { return part.isEmpty ? [] : [part] }
      let needed = min(maximumWindows, 1 + (part.count - room + stride - 1) / stride)
      return (0..<needed).map { part.lowerBound + $0 * (part.count - room) / (needed - 1) }.map { $0..<$0 + room }
    }
  }

  /// The number of tokens of a window, without the special ones.
  private var room: Int { maximumLength - 2 }

  /// The usual number of tokens from one window to the next. Neighbours share a quarter, so that every phrase is whole in one.
  private var stride: Int { max(1, room - room / 4) }

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
