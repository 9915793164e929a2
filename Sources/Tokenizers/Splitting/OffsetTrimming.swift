/// Takes white space off both ends of tokens' places, as the post-processors `RobertaProcessing` and `ByteLevel` do.
///
/// As `process_offsets` (tokenizers, pre_tokenizers/byte_level.rs), down to its corners: it counts the spaces of the piece
/// rather than those of the text, so that a piece loses a letter of the text where its space was put there by the
/// pre-tokeniser, unless it stands at the text's start.
struct OffsetTrimming: Sendable {
  /// White space at both ends of a token's characters, in scalars.
  struct Spaces: Sendable {
    var leading = 0
    var trailing = 0

    init(leading: Int, trailing: Int) { (self.leading, self.trailing) = (leading, trailing) }

    init(of characters: some BidirectionalCollection<Unicode.Scalar>) {
      func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == ByteAlphabet.space || ScalarProperties.shared.traits(of: scalar.value).contains(.whitespace)
      }
      leading = characters.prefix(while: isSpace).count
      trailing = characters.reversed().prefix(while: isSpace).count
    }
  }

  /// One time that white space is taken off; a post-processor may do it more than once.
  struct Pass: Sendable {
    /// Whether a single space at the text's start is one that the pre-tokeniser put there.
    var addsPrefixSpace: Bool
  }

  private let passes: [Pass]
  /// The ids whose pieces have spaces at their ends: how many before in the upper half, how many behind in the lower. No piece
  /// has as many as a half could not count.
  private var spaces = HashTable<UInt32, UInt32>(filler: 0)

  /// Nil where there is nothing to trim.
  init?(passes: [Pass], vocabulary: Vocabulary) {
    if passes.isEmpty { return nil }
    self.passes = passes
    vocabulary.forEach { id, piece in
      let spaces = Spaces(of: piece.unicodeScalars)
      if spaces.leading + spaces.trailing > 0 {
        self.spaces.insert(UInt32(spaces.leading) << 16 | UInt32(spaces.trailing), under: UInt32(id))
      }
    }
  }

  /// Trims the places of the model's tokens from that one on.
  func trim(_ tokens: inout [Token], from start: Int, in text: [UInt8]) {
    for index in start..<tokens.count {
      guard let packed = spaces[UInt32(tokens[index].id)] else { continue }
      let spaces = Spaces(leading: Int(packed >> 16), trailing: Int(packed & 0xFFFF))
      tokens[index].range = trim(tokens[index].range, spaces, isFirst: index == 0, in: text)
    }
  }

  /// The place of a token that has these spaces.
  func trim(_ range: Range<Int>, _ spaces: Spaces, isFirst: Bool, in text: [UInt8]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    for pass in passes {
      if spaces.leading > 1 || !pass.addsPrefixSpace || !isFirst && start > 0 {
        var left = spaces.leading
        while left > 0, start < end {
          start += scalarLength(text[start])
          left -= 1
        }
      }
      var trimmed = end
      var left = spaces.trailing
      while left > 0, trimmed > 0 {
        trimmed -= scalar(before: trimmed, of: text).length
        left -= 1
      }
      if left == 0 { end = max(trimmed, start) }
    }
    return start..<end
  }
}
