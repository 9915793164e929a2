/// Trims white space off both ends of tokens' ranges, as the post-processors `RobertaProcessing` and `ByteLevel` do.
///
/// Follows `process_offsets` (tokenizers, pre_tokenizers/byte_level.rs), quirks included: it counts the spaces of the
/// piece rather than those of the text. If the pre-tokeniser added a piece's space, the range loses a letter, except at
/// the text's start.
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

  /// One trimming pass; a post-processor may have several.
  struct Pass: Sendable {
    /// Whether the pre-tokeniser added a single space at the text's start.
    var addsPrefixSpace: Bool
  }

  private let passes: [Pass]
  /// For the ids of pieces with spaces, the number of leading spaces in the upper half and of trailing ones in the lower. A
  /// piece's length limit keeps both below 2¹⁶.
  private var spaces = HashTable<UInt32, UInt32>(filler: 0)

  /// Nil without any pass.
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

  /// Trims the ranges of the model's tokens from index `start` on.
  func trim(_ tokens: inout [Token], from start: Int, in text: [UInt8]) {
    for index in start..<tokens.count {
      guard let packed = spaces[UInt32(tokens[index].id)] else { continue }
      let spaces = Spaces(leading: Int(packed >> 16), trailing: Int(packed & 0xFFFF))
      tokens[index].range = trim(tokens[index].range, spaces, isFirst: index == 0, in: text)
    }
  }

  /// The trimmed range of a token with these spaces.
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
